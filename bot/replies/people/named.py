"""Whom a typed name means; of the staff also with a letter wrong, where nobody else's is as near."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.language import meaning, one_line, words
from bot.replies.acts import CLIENT, CLIENTS, STAFF
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


@dataclass(frozen=True)
class Told:
    """Clients whom a text names: what stands before the name, the name as it was typed, and what is told of them."""

    clients: Sequence[Person]
    before: str
    name: str
    after: str

    @property
    def leads(self) -> bool:
        """Whether the name comes first, but for little words: «a marta no le anda el mouse»."""
        return not meaning.core(self.before)


def client_in(turn: Turn, text: str) -> Told | None:
    """Which client the staff speak of."""
    found = by_name.mentioned(turn.session, text, CLIENTS)
    if found is None:
        return None
    after = meaning.without_opening(text[found.end :].strip(one_line.AROUND))
    return Told(found.people, text[: found.start], text[found.start : found.end], after)
