"""Whom a typed name means; of the staff also with a letter wrong, where nobody else's is as near."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.language import meaning, mentions, one_line, words
from bot.language.mentions import Known, Mention
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
    """For which clients the staff may mean what they tell, and that, to the letter. In doubt, be it of one, they are
    asked, and the name stays in what is told."""

    clients: Sequence[Person] = ()
    problem: str = ""
    sure: bool = False


def clients_in(turn: Turn, text: str) -> list[Mention]:
    """The clients whom a text of the staff names."""
    everybody = by_name.everybody(turn.session, CLIENTS)
    return mentions.find(text, [Known(row.id, row.name, row.company or "") for row in everybody])


def told(turn: Turn, text: str, *, expected: bool = False) -> Told:
    """«a marta, no le anda el mouse»: a client first, then the problem. Who is named elsewhere is part of it. A word
    alone that nothing leads to may be no name, unless one is `expected`."""
    found = clients_in(turn, text)
    if not found or not found[0].leads:
        return Told(problem=text)
    first, others = found[0], {id_ for mention in found[1:] for id_ in mention.ids}
    rest = meaning.without_opening(text[first.end :].strip(one_line.AROUND))
    is_plain = first.plain and (expected or not first.bare or not rest)
    if is_plain and len(first.ids) == 1 and others <= set(first.ids):
        return Told(by_name.of_ids(turn.session, first.ids), rest, sure=True)
    clients = by_name.of_ids(turn.session, sorted({*first.ids, *others}))
    return Told(clients, text[first.start :] if rest else "")


def only_client_in(turn: Turn, text: str) -> Sequence[Person]:
    """The one whom a text plainly names, wherever it does; nobody where it names others besides."""
    found = {mention.ids for mention in clients_in(turn, text) if mention.plain}
    return by_name.of_ids(turn.session, found.pop()) if len(found) == 1 else ()
