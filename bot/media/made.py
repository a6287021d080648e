"""The files that we make ourselves, when they are due like those that are fetched."""

import json

from bot.channels.channel import Undeliverable
from bot.clock.figures import board, pictured, summary
from bot.clock.figures.summary import Period
from bot.desk import Desk
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
    from bot.pictures import board as picture  # not before: it draws, by a library that is large

    with desk.store.read() as session:
        shown = board.look(desk, session)
    return picture.draw(shown, pictured.voice(desk))


def _digest(desk: Desk, period: Period) -> bytes:
    from bot.pictures import digest as picture  # as for the board

    with desk.store.read() as session:
        told = summary.of(desk, session, period, desk.now())
    return picture.draw(told, pictured.voice(desk))


def _personal(desk: Desk, ref: str) -> bytes:
    with desk.store.read() as session:
        _, _, number = ref.partition(" ")
        person = people.get(session, int(number)) if number.isdecimal() else None
        if person is None or ref != files.about(person.id) or person.erased_at is not None:
            raise Undeliverable("nothing to make it of", "gone")
        kept = personal.of(session, person)
    return json.dumps(kept, ensure_ascii=False, indent=2).encode()
