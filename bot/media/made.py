"""The files that we make ourselves, when they are due like those that are fetched."""

import json

from bot.channels.channel import Undeliverable
from bot.clock.figures import board, pictured, summary
from bot.clock.figures.summary import Period
from bot.desk import Desk
from bot.pictures import board as board_picture
from bot.pictures import digest as digest_picture
from store.files import files
from store.people import people
from store.privacy import personal


def make(desk: Desk, ref: str) -> bytes:
    """The bytes of a file of ours. Raises Undeliverable where there is nothing to make it of any more."""
    if ref == pictured.BOARD:
        return _board(desk)
    if (period := pictured.period(ref)) is not None:
        return _digest(desk, period)
    return _personal(desk, ref)


def _board(desk: Desk) -> bytes:
    with desk.store.read() as session:
        shown = board.look(desk, session)
    return board_picture.draw(shown, pictured.voice(desk))


def _digest(desk: Desk, period: Period) -> bytes:
    with desk.store.read() as session:
        told = summary.of(desk, session, period, desk.now())
    return digest_picture.draw(told, pictured.voice(desk))


def _personal(desk: Desk, ref: str) -> bytes:
    with desk.store.read() as session:
        _, _, number = ref.partition(" ")
        person = people.get(session, int(number)) if number.isdecimal() else None
        if person is None or ref != files.about(person.id) or person.erased_at is not None:
            raise Undeliverable("nothing to make it of", "gone")
        kept = personal.of(session, person)
    return json.dumps(kept, ensure_ascii=False, indent=2).encode()
