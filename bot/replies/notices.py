"""What people are told of other people's acts: the contract's table of notifications, a function a row.

Nobody is told of their own act: `Turn.tell` leaves the speaker out.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from bot.channels.messages import Label, Reply
from bot.language import words
from bot.language.texts import Voice
from bot.replies import acts, compose, delivery_failures, views
from bot.replies.turn import Turn
from store.finding import joins
from store.finding.similar import Similar
from store.keeping import ready_answers
from store.messages import inbox, outbox, sent_lookup
from store.people import chats
from store.tables import Chat, Entry, File, Person, Ticket
from store.tickets import permissions, thread
from store.tickets.satisfaction import MARKS
from store.transactions import memo

SOON_CHANGED = timedelta(minutes=5)
CARDS = ("notice.opened", "notice.assigned")
CLOSINGS = ("notice.closed_for_client", "notice.closed_with_word")
"""Notices that carry what somebody wrote when they closed a ticket: they come to who asked for no notices too."""


def opened(turn: Turn, ticket: Ticket, images: Sequence[File], alike: Sequence[Similar] = ()) -> None:
    """Every lead gets the card with its buttons at once, and which tickets are `alike`; the photos follow as replies to
    it."""
    labels = [act.button(ticket.number) for act in (acts.HAND_OUT, acts.CRITICALITY, acts.CATEGORY)]
    open_ones = [other.number for other in alike if other.status == "open"]
    labels += [acts.JOIN.button(ticket.number, *open_ones)] if open_ones else []
    labels += _ready(turn, ticket)
    _card(turn, ticket, images, _leads(turn), "notice.opened", labels, alike=alike)


def opened_for(turn: Turn, ticket: Ticket) -> None:
    """The client hears that the staff opened a ticket for them, and about what."""
    values: dict[str, Any] = {"who": views.first_name(turn.person), "problem": words.excerpt(ticket.problem)}
    _tell(turn, [ticket.requester_id], ticket, "notice.opened_for_client", **values)


def _ready(turn: Turn, ticket: Ticket) -> list[Label]:
    """«Respuestas», where there are any."""
    kept = memo.once(turn.session, ("ready answers",), lambda: ready_answers.any_kept(turn.session))
    return [acts.READY_FOR.button(ticket.number)] if kept else []


def assigned(turn: Turn, ticket: Ticket, before: Person | None) -> None:
    """The technician gets the whole card, the thread so far and the photos; the one who lost it hears, and the client,
    where the technician can be told at all."""
    technician = ticket.technician
    if technician is None:
        return
    images = thread.images(turn.session, ticket)
    offered = (acts.RESPOND, acts.NOTE, acts.CLOSE) if technician.id != turn.person.id else ()
    labels = [act.button(ticket.number) for act in offered]
    labels += _ready(turn, ticket) if offered else []
    _card(turn, ticket, images, [technician.id], "notice.assigned", labels, past=True)
    if before is not None:
        _tell(turn, [before.id], ticket, "notice.taken_away", technician=views.first_name(technician))
    if turn.hearing([technician.id]):
        attended(turn, ticket, technician)


def attended(turn: Turn, ticket: Ticket, technician: Person) -> None:
    """The client hears who attends them; of a change that follows soon, by what they were told before."""
    key = "notice.technician"
    values: dict[str, Any] = {"number": ticket.number, "technician": views.first_name(technician)}
    lately = sent_lookup.notices(turn.session, ticket.id, key, since=turn.now - SOON_CHANGED)
    told = sent_lookup.told_last(lately).get(ticket.requester_id)
    if told is None or not turn.reword(told, Reply(key, values, ticket_id=ticket.id)):
        told_anew = _tell(turn, [ticket.requester_id], ticket, key, **values)
        delivery_failures.unreachable(turn, ticket, told_anew)


def ranked(turn: Turn, ticket: Ticket) -> None:
    """Criticality or category changed: the assigned technician hears."""
    if ticket.technician_id:
        _tell(turn, [ticket.technician_id], ticket, "notice.ranked", rank=lambda voice: _rank(voice, ticket))


def _rank(voice: Voice, ticket: Ticket) -> str:
    """What of it is set."""
    level = ticket.criticality and voice(f"criticality.{ticket.criticality}")
    said = [voice("notice.ranked_criticality", level=level)] if level else []
    said += [voice("notice.ranked_category", name=ticket.category.name)] if ticket.category else []
    return ", ".join(said)


def written(turn: Turn, ticket: Ticket, entry: Entry, file_ids: Sequence[int] = ()) -> None:
    """Carries a contribution to whom it is for, with who said it."""
    key = "relay.note" if entry.internal else "relay.message" if entry.text else _files_key(turn, file_ids)
    told = turn.tell(readers(turn, ticket, entry), relay(key, ticket, entry, file_ids))
    for client, own in joined_readers(turn, ticket, entry).items():
        turn.tell([client], relay(key, own, entry, file_ids))
    if entry.role != "client" and not entry.internal:
        delivery_failures.unreachable(turn, ticket, told)


def acknowledged(turn: Turn, ticket: Ticket, sign: str) -> None:
    """A sign on the last message of the staff, where their channel has such signs; elsewhere nothing."""
    entry_id = thread.last_of_staff(turn.session, ticket)
    for row in inbox.of_entry(turn.session, entry_id)[:1] if entry_id else ():
        chat = turn.session.get(Chat, row.chat_id) if row.chat_id else None
        channel = turn.desk.channels.get(chat.channel) if chat else None
        if chat is not None and channel is not None and channel.reacts and row.message_id:
            compose.react(turn.session, chat, row.message_id, sign, ticket.id, turn.now)


def more_files(turn: Turn, ticket: Ticket, entry: Entry, file_ids: Sequence[int]) -> None:
    """Late files of an album that was told already."""
    key, more = _files_key(turn, file_ids), {"telling": "files"}
    turn.tell(readers(turn, ticket, entry), relay(key, ticket, entry, file_ids, **more))
    for client, own in joined_readers(turn, ticket, entry).items():
        turn.tell([client], relay(key, own, entry, file_ids, **more))


def _files_key(turn: Turn, file_ids: Sequence[int]) -> str:
    """«Ana te mandó una foto.»"""
    kinds = {turn.session.get_one(File, id_).kind for id_ in file_ids}
    return "relay.photos" if kinds == {"photo"} else "relay.files"


def relay(
    key: str, ticket: Ticket, entry: Entry, file_ids: Sequence[int] = (), *, telling: str = ""
) -> Reply:
    """An entry of the thread, as its readers see it."""
    values = {
        "author": views.author(entry.author, entry.role),
        "number": ticket.number,
        "text": entry.text,
        "n": len(file_ids),
    }
    return Reply(
        key,
        values,
        files=tuple(file_ids),
        ticket_id=ticket.id,
        entry_id=entry.id,
        internal=entry.internal,
        anew="" if telling else "relay.edited",
        telling=telling,
    )


def more_images(turn: Turn, ticket: Ticket, file_ids: Sequence[int]) -> None:
    """Files that came just after the ticket was opened."""
    reply = Reply("relay.images", {"number": ticket.number}, files=tuple(file_ids), ticket_id=ticket.id)
    turn.tell(_responsible(turn, ticket), reply)


def taken_back(turn: Turn, entry: Entry) -> None:
    """A message was moved: its copies disappear where the channel can, else each reader who saw one is told."""
    leader = turn.session.get_one(Ticket, entry.ticket_id)
    joined = joined_readers(turn, leader, entry)
    for chat, rows in sent_lookup.copies(turn.session, entry.id).items():
        channel = turn.desk.channels.get(chat.channel)
        if channel is not None and channel.withdraws:
            compose.withdraw(turn.session, chat, rows, turn.now)
            continue
        unsent = outbox.drop_unsent(turn.session, [row.id for row in rows], "moved to another ticket")
        reader = chat.person
        ticket = joined.get(reader.id, leader) if reader else leader
        values = {"number": ticket.number, "text": entry.text}
        if reader and len(unsent) < len(rows) and permissions.may(reader, ticket, "see"):
            turn.tell([reader.id], Reply("notice.moved_away", values, ticket_id=ticket.id))


def readers(turn: Turn, ticket: Ticket, entry: Entry) -> list[int]:
    """The ids of those who are told of an entry, the author among them or not."""
    if entry.role == "client":
        return _responsible(turn, ticket)
    staff = [
        *([ticket.technician_id] if ticket.technician_id else []),
        *thread.staff_who_wrote(turn.session, ticket),
    ]
    return staff if entry.internal else [ticket.requester_id, *staff]


def joined_readers(turn: Turn, ticket: Ticket, entry: Entry) -> dict[int, Ticket]:
    """What the staff say to the client reaches those whose tickets are joined to this one too, while they are open:
    each once, with the ticket of their own."""
    joined = reversed(joins.joined_to(turn.session, ticket))
    own = {other.requester_id: other for other in joined if thread.reads_along(other, entry)}
    own.pop(ticket.requester_id, None)
    return own


def closed(
    turn: Turn, ticket: Ticket, word: str | None, file_ids: Sequence[int] = (), *, with_leader: bool = False
) -> None:
    """The client gets the solution and is asked whether it helped; the staff hear who closed it, and his word. Of one
    that closed with the ticket that it is joined to, only its own technician does."""
    values: dict[str, Any] = {"who": views.first_name(turn.person), "word": word}
    if turn.person.id != ticket.requester_id:
        labels = tuple(act.button(ticket.number, ticket.closings) for act in (acts.HELPED, acts.PERSISTS))
        told = _tell(
            turn, [ticket.requester_id], ticket, "notice.closed_for_client", labels, file_ids, **values
        )
        delivery_failures.unreachable(turn, ticket, told)
    if with_leader:
        _tell(turn, [ticket.technician_id or 0], ticket, "notice.closed_with_word", files=file_ids, **values)
        return
    key = "notice.closed_with_word" if word else "notice.closed"
    staff = [person for person in _responsible(turn, ticket) if person != ticket.requester_id]
    _tell(turn, staff, ticket, key, files=file_ids, **values)


def reopened(turn: Turn, ticket: Ticket) -> None:
    """From the client it says that the problem goes on; what the staff reopen may have many reasons."""
    staff = [person for person in _responsible(turn, ticket) if person != ticket.requester_id]
    if turn.person.id == ticket.requester_id:
        _tell(turn, staff, ticket, "notice.reopened", who=turn.person.name)
        return
    who = views.first_name(turn.person)
    _tell(turn, [ticket.requester_id], ticket, "notice.reopened_for_client", who=who)
    _tell(turn, staff, ticket, "notice.reopened_by_staff", who=who)


def deleted(turn: Turn, ticket: Ticket) -> None:
    _tell(turn, _responsible(turn, ticket), ticket, "notice.deleted", who=turn.person.name)


def how_was_it(key: str, ticket: Ticket) -> Reply:
    """1 to 5, with a button a mark; `key` is the text that asks."""
    labels = tuple(acts.SATISFACTION.button(ticket.number, mark, key="mark", n=mark) for mark in MARKS)
    return Reply(key, {"number": ticket.number}, labels=labels, ticket_id=ticket.id, courtesy=True)


def helped(turn: Turn, ticket: Ticket) -> None:
    _tell(turn, _responsible(turn, ticket), ticket, "notice.helped", who=turn.person.name)


def _card(
    turn: Turn,
    ticket: Ticket,
    images: Sequence[File],
    whom: Iterable[int],
    key: str,
    labels: Sequence[Label],
    past: bool = False,
    alike: Sequence[Similar] = (),
) -> None:
    shown_card = views.card(ticket, len(images), turn.now, alike)
    entries: Sequence[Entry] = thread.last(turn.session, turn.person, ticket, 20) if past else ()
    files = thread.files_of(turn.session, entries)
    if entries:
        shown_card = views.with_past(shown_card, views.entries(entries, files))
    values = {"card": shown_card, "who": turn.person.name}
    card = Reply(key, values, labels=tuple(labels), ticket_id=ticket.id, notice=key, courtesy=True)
    told = turn.tell(whom, card)
    shown = [file.id for file in [*images, *(file for several in files.values() for file in several)]]
    for person, row_id in told.items() if shown else ():
        photos = Reply(
            "relay.images", {"number": ticket.number}, files=tuple(shown), ticket_id=ticket.id, quotes=row_id
        )
        turn.tell([person], photos)


def _tell(
    turn: Turn,
    whom: Iterable[int],
    ticket: Ticket,
    key: str,
    labels: tuple[Label, ...] = (),
    files: Sequence[int] = (),
    **values: Any,
) -> dict[int, int]:
    reply = Reply(
        key,
        {**values, "number": ticket.number},
        labels=labels,
        files=tuple(files),
        ticket_id=ticket.id,
        notice=key,
        courtesy=key not in CLOSINGS,
    )
    return turn.tell(whom, reply)


def reach_client(turn: Turn, ticket: Ticket) -> bool:
    """Whether the ticket's client has a chat at all where they are told of it."""
    client = ticket.requester_id
    return client in chats.of(turn.session, [client], turn.desk.shut_before())


def both_sides(turn: Turn, ticket: Ticket) -> list[int]:
    return [ticket.requester_id, *_responsible(turn, ticket)]


def _responsible(turn: Turn, ticket: Ticket) -> list[int]:
    """The assigned technician; the leads while there is none who can be told, and beside one who learns of it only
    once they write to us."""
    whose = turn.hearing([ticket.technician_id]) if ticket.technician_id else []
    return whose if turn.told_now(whose) else [*whose, *_leads(turn)]


def _leads(turn: Turn) -> list[int]:
    return [lead.id for lead in turn.leads]
