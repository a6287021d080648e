"""Assigns tickets, and sets their criticality and category: reads what the lead's words mean, then does it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.channels.messages import Reply
from bot.clock import deadlines
from bot.language import meaning, words
from bot.language.sheets import Words
from bot.language.texts import Texts, Voice
from bot.replies import acts, notices, views
from bot.replies.people import named
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.errors import NotFound
from store.keeping import categories
from store.people import by_name, chats, people
from store.tables import Category, Person, Ticket
from store.tickets import lists, tickets

MOST_WORDS = 12


@dataclass
class Meant:
    """What the words after the ticket numbers mean, in any order; `unclear` is a word that names nothing. A level that
    was mistyped is offered, not taken: `level_typed`."""

    technicians: list[Person] = field(default_factory=list)
    level: str | None = None
    categories: list[Category] = field(default_factory=list)
    unclear: str = ""
    level_typed: str = ""


def ask_to_assign(turn: Turn, numbers: Sequence[int], rest: Sequence[str]) -> None:
    """Has these tickets assigned by the words that came with them: a dialogue asks what is unclear, and then calls
    `assign`. An answer that is given as None means that there is none, and is not asked."""
    found = [tickets.get(turn.session, turn.person, number, "manage") for number in numbers]
    tickets.expect_open(found)
    meant = read(turn, rest)
    given: dict[str, object] = {"tickets": list(numbers)}
    if not meant.level_typed:
        given["level"] = meant.level
    given["before"] = {str(ticket.number): ticket.technician_id for ticket in found}
    if len(meant.technicians) == 1:
        given["technician"] = meant.technicians[0].id
    if len(meant.categories) == 1:
        given["category"] = meant.categories[0].id
    elif not meant.categories:
        given["category"] = None
    given["said"] = {
        "technicians": [person.id for person in meant.technicians],
        "categories": [category.id for category in meant.categories],
        "unclear": meant.unclear,
        "level_typed": meant.level_typed,
        "level_meant": meant.level,
    }
    turn.ask(Topic.ASSIGN, given)


def hand_out(turn: Turn, number: int) -> None:
    """«Asignar» on the card of a new ticket: of two leads the first wins, the other hears who it was."""
    ticket = tickets.get(turn.session, turn.person, number, "manage")
    if ticket.technician is None or not turn.hearing([ticket.technician.id]):
        ask_to_assign(turn, [ticket.number], [])
    else:
        _say_taken(turn, ticket)


def hand_over(turn: Turn, holder_id: int, technician_id: int, numbers: Collection[int]) -> None:
    """What the first still has of these goes to the other."""
    holder = people.get(turn.session, holder_id)
    if holder is None:
        return
    still = [ticket.number for ticket in lists.pending_of(turn.session, holder) if ticket.number in numbers]
    if still:
        assign(turn, still, technician_id, None, None, {str(number): holder_id for number in still})
    else:
        turn.say("list.no_pending_of", name=views.first_name(holder))


def say_who_assigns(turn: Turn, numbers: Sequence[int]) -> None:
    """To a technician who wants these for themselves: which of them are theirs, and whom to ask for the others."""
    own = [number for number in numbers if _is_theirs(turn, number)]
    for number in own:
        turn.say(Reply("already_yours", {"number": number}))
    others = turn.voice.list([turn.voice("labels.ticket", number=n) for n in numbers if n not in own])
    if others:
        leads = [views.first_name(lead) for lead in people.leads(turn.session)]
        values = {"tickets": others, "who": turn.voice.list(leads), "n": len(leads)}
        turn.say(Reply("leads_assign", values, labels=(acts.PENDING.button(),)))


def _is_theirs(turn: Turn, number: int) -> bool:
    try:
        return tickets.get(turn.session, turn.person, number).technician_id == turn.person.id
    except NotFound:
        return False


def read(turn: Turn, rest: Sequence[str]) -> Meant:
    """Reads names, levels and categories out of words. Little words between them («a», «para») name nothing."""
    meant = Meant()
    left = [word for word in rest[:MOST_WORDS] if not _takes_level(turn, word, meant)]
    little = {word for word in left if not meaning.core(word)}
    little = set() if little >= set(left) else little
    while left:
        sizes = range(len(left), 1 if left[0] in little else 0, -1)
        size = next((size for size in sizes if _takes_name(turn, " ".join(left[:size]), meant)), 0)
        if not size and left[0] not in little and not _takes_a_slip(turn, left[0], meant):
            meant.unclear = meant.unclear or left[0]
        left = left[size or 1 :]
    return meant


def _takes_a_slip(turn: Turn, word: str, meant: Meant) -> bool:
    """A name of the staff with a letter wrong is theirs; a level is only offered."""
    if not meant.technicians and (found := named.find(turn, word)):
        meant.technicians = found
        return True
    levels = {
        words.fold(label): level
        for level in tickets.CRITICALITIES
        for label in _labels(turn.desk.texts, level)
    }
    if (typed := meaning.nearest(words.fold(word), levels)) and not meant.level:
        meant.level, meant.level_typed = levels[typed], word
        return True
    return False


def _takes_level(turn: Turn, word: str, meant: Meant) -> bool:
    level = read_level(turn.desk.texts, word)
    meant.level = level or meant.level
    return level is not None


def read_level(texts: Texts, word: str) -> str | None:
    """A criticality by its whole word, in any language."""
    for level in tickets.CRITICALITIES:
        if words.fold(word) in map(words.fold, _labels(texts, level)):
            return level
    return None


def _labels(texts: Texts, level: str) -> list[str]:
    return [texts.find(known, f"criticality.{level}") for known in texts.languages]


def _takes_name(turn: Turn, name: str, meant: Meant) -> bool:
    found = by_name.find(turn.session, name, roles=people.STAFF)
    if found:
        meant.technicians += [person for person in found if person not in meant.technicians]
        return True
    named = categories.find(turn.session, name)
    if named and not meant.categories:
        meant.categories = named
        return True
    return False


def assign(
    turn: Turn,
    numbers: Sequence[int],
    technician_id: int,
    level: str | None,
    category_id: int | None,
    before: Mapping[str, int | None],
) -> None:
    """Every ticket that the command named, each with its own notices. `before` is whose each was when the lead began,
    by its number: one that changed hands meanwhile stays where it is."""
    technician = people.get(turn.session, technician_id)
    category = categories.get(turn.session, category_id) if category_id else None
    found = [tickets.get(turn.session, turn.person, n, "manage", lock=True) for n in sorted(numbers)]
    if technician is None:
        return
    tickets.expect_open(found)
    for ticket in found:
        if ticket.technician_id != before.get(str(ticket.number), ticket.technician_id):
            _say_taken(turn, ticket)
        elif ticket.technician_id == technician.id:
            _rank_theirs(turn, ticket, technician, level, category)
        else:
            _assign_one(turn, ticket, technician, level, category)


def _assign_one(
    turn: Turn, ticket: Ticket, technician: Person, level: str | None, category: Category | None
) -> None:
    # What may be refused comes first: nothing is ranked then either.
    before = tickets.assign(turn.session, turn.person, ticket, technician, turn.chat.channel, turn.now)
    _rank(turn, ticket, level, category)
    values = {
        "number": ticket.number,
        "name": technician.name,
        "rank": _rank_in_brackets(ticket),
        "who": before.name if before else "",
    }
    if turn.hearing([technician.id]):
        turn.say(Reply("reassigned" if before else "assigned", values, ticket_id=ticket.id))
    else:
        _say_nobody_hears(turn, ticket, technician, values)
    notices.assigned(turn, ticket, before)


def _say_nobody_hears(turn: Turn, ticket: Ticket, technician: Person, values: dict[str, object]) -> None:
    """It is theirs, but they cannot be told: the lead hears it at once, with what can be done about it."""
    has_shut_us_out = bool(chats.of(turn.session, [technician.id]))
    labels = (
        acts.INVITE_AGAIN.button(technician.id),
        acts.ASSIGN.button(ticket.number, key="reassign"),
    )
    key = "assigned_to_the_deaf" if has_shut_us_out else "assigned_to_nobody_yet"
    turn.say(Reply(key, values, labels=labels, ticket_id=ticket.id))


def _rank_theirs(
    turn: Turn, ticket: Ticket, technician: Person, level: str | None, category: Category | None
) -> None:
    """It is theirs already: only its rank may change."""
    ranked = _rank(turn, ticket, level, category)
    values = {"number": ticket.number, "name": technician.name, "rank": _rank_in_brackets(ticket)}
    turn.say(Reply("already_theirs", values, ticket_id=ticket.id))
    if ranked:
        notices.ranked(turn, ticket)


def _rank(turn: Turn, ticket: Ticket, level: str | None, category: Category | None) -> bool:
    """Sets what was named; True where something changed."""
    by = (turn.session, turn.person, ticket)
    rated = level is not None and tickets.rate(*by, level, turn.chat.channel, turn.now)
    if rated:
        deadlines.reckon(turn.desk, ticket)
    categorised = category is not None and tickets.categorise(*by, category, turn.chat.channel, turn.now)
    return rated or categorised


def _rank_in_brackets(ticket: Ticket) -> Words:
    def said(voice: Voice) -> str:
        level = [voice(f"criticality.{ticket.criticality}")] if ticket.criticality else []
        category = [ticket.category.name] if ticket.category else []
        return f" ({', '.join([*level, *category])})" if level or category else ""

    return said


def _say_taken(turn: Turn, ticket: Ticket) -> None:
    """Whose it is and who assigned it, with the way to assign it anew."""
    values = {
        "number": ticket.number,
        "name": ticket.technician.name if ticket.technician else "",
        "who": tickets.last_by(turn.session, ticket, "assigned"),
    }
    turn.say(Reply("taken", values, labels=(acts.ASSIGN.button(ticket.number),), ticket_id=ticket.id))


def rate(turn: Turn, number: int, level: str, *before: str | None) -> None:
    """Sets the criticality of a ticket. `before` is the one that it had when the lead was asked: of two leads the first
    wins, the other hears who it was."""
    ticket = tickets.get(turn.session, turn.person, number, "manage", lock=True)
    if ticket.criticality not in (*before[:1], level) and before:
        _say_ranked_already(turn, ticket, acts.CRITICALITY, "criticality", _criticality(ticket))
        return
    changed = _rank(turn, ticket, level, None)
    _say_ranked(turn, ticket, "rated", level=lambda voice: voice(f"criticality.{level}"))
    if changed:
        notices.ranked(turn, ticket)


def categorise(turn: Turn, number: int, category: int | str, *before: int | None) -> None:
    """Sets the category of a ticket: one that is kept, by its id, or a new one, by its name; `before` as in `rate`."""
    ticket = tickets.get(turn.session, turn.person, number, "manage", lock=True)
    if ticket.category and before and ticket.category_id not in (*before, category):
        _say_ranked_already(turn, ticket, acts.CATEGORY, "category", ticket.category.name)
        return
    if isinstance(category, int):
        known = categories.get(turn.session, category)
    else:
        known = categories.add(turn.session, turn.person, category)
    changed = _rank(turn, ticket, None, known)
    _say_ranked(turn, ticket, "categorised", name=known.name)
    if changed:
        notices.ranked(turn, ticket)


def _criticality(ticket: Ticket) -> Words:
    return lambda voice: voice(f"criticality.{ticket.criticality}")


def _say_ranked_already(turn: Turn, ticket: Ticket, act: acts.Act, what: str, rank: Words | str) -> None:
    values = {"number": ticket.number, "rank": rank, "who": tickets.last_by(turn.session, ticket, what)}
    turn.say(Reply("ranked_already", values, labels=(act.button(ticket.number),), ticket_id=ticket.id))


def _say_ranked(turn: Turn, ticket: Ticket, key: str, **values: object) -> None:
    more = () if ticket.technician_id else (acts.ASSIGN.button(ticket.number),)
    turn.say(Reply(key, {"number": ticket.number, **values}, labels=more, ticket_id=ticket.id))
