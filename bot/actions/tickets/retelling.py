"""Tells what was edited, once to each who may read it now: in place where that can be, else anew («editado: …»).

What nobody has begun to send says the new words from the start: so of many edits in a row a reader who was not reached
in between sees only the last.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.channels.messages import Reply
from bot.replies import compose, notices
from bot.replies.turn import Turn
from store.messages import sent_lookup
from store.people import people
from store.tables import Chat, Entry, OutboxMessage, Person, Ticket
from store.tickets import tickets

Copy = tuple[Chat, Sequence[OutboxMessage]]
"""What a reader was told last, in one chat: the rows that carry its text."""


def entry(turn: Turn, edited: Entry) -> None:
    """An entry of a thread, to all who were told of it or would be."""
    ticket = turn.session.get_one(Ticket, edited.ticket_id)
    copies = _latest(sent_lookup.copies(turn.session, edited.id))
    act = "note" if edited.internal else "see"
    for reader in _who_may(turn, ticket, act, [*copies, *notices.readers(turn, ticket, edited)]):
        _tell_entry(turn, ticket, edited, reader, copies.get(reader.id))


def _tell_entry(turn: Turn, ticket: Ticket, edited: Entry, reader: Person, copy: Copy | None) -> None:
    anew = notices.relay("relay.edited", ticket, edited, telling="anew")
    first = notices.relay("relay.note" if edited.internal else "relay.message", ticket, edited)
    if copy is None or not _reword(turn, copy, anew if _is_anew(copy) else first):
        turn.tell([reader.id], anew)


def problem(turn: Turn, ticket: Ticket) -> None:
    """The problem that a ticket was opened with, to the other side."""
    key = "notice.problem_edited"
    values = {"number": ticket.number, "problem": ticket.problem}
    said_now = Reply(key, values, ticket_id=ticket.id, notice=key)
    copies = _latest(sent_lookup.notices(turn.session, ticket.id, key))
    for reader in _who_may(turn, ticket, "see", [*copies, *notices.both_sides(turn, ticket)]):
        copy = copies.get(reader.id)
        if copy is None or not _reword(turn, copy, said_now):
            turn.tell([reader.id], said_now)


def _who_may(turn: Turn, ticket: Ticket, act: str, ids: Iterable[int]) -> list[Person]:
    """But for whoever speaks."""
    found = [people.get(turn.session, id_) for id_ in dict.fromkeys(ids) if id_ != turn.person.id]
    return [person for person in found if person and tickets.may(person, ticket, act)]


def _latest(copies: Mapping[Chat, Collection[OutboxMessage]]) -> dict[int, Copy]:
    """By reader, what each was told last: an album, or the parts of a long text, are one telling."""
    latest: dict[int, Copy] = {}
    for chat, rows in copies.items():
        texts = [row for row in rows if row.content.get("text") and row.content.get("telling") != "files"]
        at = max((row.created_at for row in texts), default=None)
        before = latest.get(chat.person_id or 0)
        if at is not None and (before is None or before[1][0].created_at < at):
            latest[chat.person_id or 0] = chat, [row for row in texts if row.created_at == at]
    return latest


def _is_anew(copy: Copy) -> bool:
    return copy[1][0].content.get("telling") == "anew"


def _reword(turn: Turn, copy: Copy, reply: Reply) -> bool:
    """False where it has to be said anew."""
    chat, rows = copy
    said = compose.for_chat(chat, reply)
    return compose.reword(turn.desk, turn.session, chat, rows, said, turn.now, turn.person.id)
