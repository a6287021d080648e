"""Whom a typed name means; of the staff also with a letter wrong, where nobody else's is as near."""

from collections.abc import Collection

from bot.language import meaning, words
from bot.replies.acts import CLIENT, STAFF
from bot.replies.turn import Turn
from store.people import by_name, people
from store.tables import Person


def find(turn: Turn, name: str, roles: Collection[str] = STAFF) -> list[Person]:
    """One is found, several are candidates."""
    found = by_name.find(turn.session, name, roles=roles)
    return found if found or CLIENT in roles else _misspelt(turn, words.fold(name), roles)


def _misspelt(turn: Turn, name: str, roles: Collection[str]) -> list[Person]:
    known = [person for role in roles for person in people.active(turn.session, role)]
    names = {each for person in known for each in words.fold(person.name).split()}
    near = meaning.nearest(name, names)
    return by_name.find(turn.session, near, roles=roles) if near else []
