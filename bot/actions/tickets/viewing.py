"""Shows a ticket: every field, the last entries of its thread, its photos, and what may be done with it now."""

from collections.abc import Sequence
from dataclasses import replace

from bot.channels.messages import Label, Reply
from bot.language.sheets import Words
from bot.replies import acts, views
from bot.replies.turn import Turn
from store.finding import joins
from store.keeping import ready_answers
from store.messages import sent_lookup
from store.tables import File, Ticket
from store.tickets import permissions, thread, tickets
from store.upkeep import usage

SHOWN = 5
PAGE = 10


def show(turn: Turn, number: int) -> None:
    """Raises NotFound."""
    ticket = tickets.get(turn.session, turn.person, number)
    entries = thread.last(turn.session, turn.person, ticket, SHOWN)
    more = thread.count(turn.session, turn.person, ticket) - len(entries) if len(entries) == SHOWN else 0
    files = thread.files_of(turn.session, entries)
    images = thread.images(turn.session, ticket)
    said_thread = views.entries(entries, files) if entries else None
    staff = permissions.may(turn.person, ticket, "note")
    text = views.ticket(ticket, len(images), turn.now, more, said_thread, staff=staff)
    if staff:
        text = views.with_joined(text, ticket, joins.joined_to(turn.session, ticket))
    earlier = [acts.THREAD.button(ticket.number, entries[0].id, key="see_all")] if more else []
    reply = Reply(
        "plain",
        {"text": _with_deliveries(turn, ticket, text)},
        labels=(*earlier, *actions(turn, ticket)),
        ticket_id=ticket.id,
    )
    _with_photos(turn, ticket, reply, [*images, *(file for several in files.values() for file in several)])


def show_thread(turn: Turn, number: int, before: int | None) -> None:
    """«Ver todo»: a page of the entries before the one with that id. Raises NotFound."""
    ticket = tickets.get(turn.session, turn.person, number)
    entries = thread.last(turn.session, turn.person, ticket, PAGE, before)
    if not entries:
        turn.say(Reply("view.no_more", {"number": number}, ticket_id=ticket.id))
        return
    files = thread.files_of(turn.session, entries)
    more = acts.THREAD.button(number, entries[0].id, key="see_more")
    reply = Reply(
        "view.earlier",
        {"number": number, "entries": views.entries(entries, files)},
        labels=(more,) if len(entries) == PAGE else (),
        ticket_id=ticket.id,
    )
    _with_photos(turn, ticket, reply, [file for several in files.values() for file in several])


def actions(turn: Turn, ticket: Ticket) -> list[Label]:
    """What this person may do with the ticket now."""
    may = {act for act in permissions.MAY if permissions.may(turn.person, ticket, act)}
    is_open = ticket.status == "open"
    wanted = (
        (acts.RESPOND, "note" in may and is_open),
        (acts.NOTE, "note" in may),
        (acts.READY_FOR, "note" in may and is_open and ready_answers.any_kept(turn.session)),
        (acts.ASSIGN, "manage" in may and is_open),
        (acts.CRITICALITY, "manage" in may and is_open),
        (acts.CATEGORY, "manage" in may and is_open),
        (acts.SEPARATE, "manage" in may and _is_joined(turn, ticket)),
        (acts.CLOSE, "close" in may and is_open),
        (acts.DELETE, "delete" in may and is_open),
        (acts.REOPEN, "reopen" in may and not is_open),
    )
    return [act.button(ticket.number) for act, granted in wanted if granted]


def _is_joined(turn: Turn, ticket: Ticket) -> bool:
    return ticket.joined_to_id is not None or bool(joins.joined_to(turn.session, ticket))


def _with_deliveries(turn: Turn, ticket: Ticket, text: Words) -> Words:
    """The staff also see what did not arrive; the lead, what was spent on it."""
    if not permissions.may(turn.person, ticket, "note"):
        return text
    sent = usage.of_ticket(turn.session, ticket.id) if turn.role == acts.LEAD else {}
    return views.with_deliveries(text, sent_lookup.not_arrived(turn.session, ticket.id), sent)


def _with_photos(turn: Turn, ticket: Ticket, reply: Reply, shown: Sequence[File]) -> None:
    """The photos follow, quoting what they belong to, and then what may be done: it stays last."""
    if not shown:
        turn.say(reply)
        return
    row_id = turn.say(replace(reply, labels=()))
    number, ids = {"number": ticket.number}, tuple(file.id for file in shown)
    turn.say(Reply("relay.images", number, files=ids, ticket_id=ticket.id, quotes=row_id))
    if reply.labels:
        turn.say(Reply("view.what_now", number, labels=reply.labels, ticket_id=ticket.id))
