"""The files that we make ourselves, when they are due like those that are fetched."""

import json

from bot.channels.channel import Undeliverable
from bot.desk import Desk
from store.files import files
from store.people import people
from store.privacy import personal


def make(desk: Desk, ref: str) -> bytes:
    """The bytes of a file of ours. Raises Undeliverable where there is nothing to make it of any more."""
    with desk.store.read() as session:
        _, _, number = ref.partition(" ")
        person = people.get(session, int(number)) if number.isdecimal() else None
        if person is None or ref != files.about(person.id) or person.erased_at is not None:
            raise Undeliverable("nothing to make it of", "gone")
        kept = personal.of(session, person)
    return json.dumps(kept, ensure_ascii=False, indent=2).encode()
