"""Puts messages into a ticket's thread, tells who must know, and answers the writer once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.channels.messages import Inbound, Label, Reply
from bot.clock import away, deadlines
from bot.language import words
from bot.replies import acts, compose, notices
from bot.replies.people import naming
from bot.replies.steps import Topic
from bot.replies.turn import Heard, Turn
from store.files import files
from store.finding import joins
from store.messages import inbox, receipts, sent_lookup
from store.tables import Entry, Ticket
from store.tickets import lists, moves, permissions, thread, tickets

FOCUS = timedelta(minutes=30)


def add(turn: Turn, ticket: Ticket, pieces: Sequence[Heard], *, internal: bool = False) -> list[Entry]:
    """Each message becomes an entry, an album one. Where the album is there already its files are joined to it; what
    comes with words has an entry of its own, since what was told is not told again."""
    sent_files = files.of_messages(turn.session, [piece.id for piece in pieces])
    entries: list[Entry] = []
    for group in _albums(pieces):
        ids = [file.id for piece in group for file in sent_files.get(piece.id, ())]
        text = "\n".join(filter(None, (_text(turn, piece.inbound, ticket) for piece in group)))
        entry = None if text else _sibling(turn, ticket, group[0].inbound)
        late = entry is not None
        if entry is None:
            entry = put(turn, ticket, text, internal=internal)
        thread.attach(turn.session, ticket, entry, ids)
        inbox.set_place(turn.session, [piece.id for piece in group], ticket.id, entry.id)
        if not late:
            notices.written(turn, ticket, entry, ids)
        elif ids:
            notices.more_files(turn, ticket, entry, ids)
        entries.append(entry)
    if any(not entry.text or not turn.read(entry.text).is_small_talk for entry in entries):
        away.say(turn, ticket)
    return entries


def put(turn: Turn, ticket: Ticket, text: str, *, internal: bool = False) -> Entry:
    """Writes into the thread, and nobody hears of it yet. While the client waits for us the deadline goes on."""
    tickets.lock(turn.session, ticket)
    if permissions.is_clients_side(turn.person, ticket):
        deadlines.go_on(turn.desk, ticket, turn.now)
    entry = thread.write(
        turn.session, turn.person, ticket, text, turn.chat.channel, turn.now, internal=internal
    )
    if entry.role != "client" and not internal:
        joins.answer(turn.session, ticket, turn.now)
    return entry


def add_courtesy(turn: Turn, ticket: Ticket, pieces: Sequence[Heard], sign: str) -> None:
    """«gracias», «ok»: they join the thread, nobody is told, and staff see the sign on what they said last."""
    for piece in pieces:
        text, by = _text(turn, piece.inbound, ticket), (turn.session, turn.person, ticket)
        entry = thread.write(*by, text, turn.chat.channel, turn.now, courtesy=True)
        inbox.set_place(turn.session, [piece.id], ticket.id, entry.id)
    notices.acknowledged(turn, ticket, sign)


def _albums(pieces: Sequence[Heard]) -> list[list[Heard]]:
    """The messages one by one, but those of an album together."""
    groups: list[list[Heard]] = []
    for piece in pieces:
        if groups and _belongs(groups[-1][-1].inbound, piece.inbound):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _belongs(before: Inbound, after: Inbound) -> bool:
    return bool(after.album) and before.album == after.album


def _sibling(turn: Turn, ticket: Ticket, inbound: Inbound) -> Entry | None:
    """The entry where this message's album already is."""
    if not inbound.album:
        return None
    entry_id = inbox.album_entry(turn.session, turn.chat.id, inbound.album, ticket.id)
    return turn.session.get(Entry, entry_id) if entry_id else None


def _text(turn: Turn, inbound: Inbound, ticket: Ticket | None = None) -> str:
    """What the thread keeps: to the letter, without the «#121» that addressed it, unless nothing else is there. What we
    cannot read is named, and what is said with it follows."""
    if inbound.unreadable:
        key = f"placeholder.{inbound.unreadable}"
        voice = turn.desk.texts.voice(turn.desk.settings.desk.language)
        placeholder = voice(key if turn.desk.texts.has(key) else "placeholder.other")
        return "\n".join(filter(None, [placeholder, inbound.text]))
    addressed = words.addressed(inbound.text)
    if addressed and ticket and inbound.quoted and addressed[0] != ticket.number:
        return inbound.text  # a quote brought it here, and the number is another's
    return addressed[1] if addressed and (addressed[1].strip() or inbound.files) else inbound.text


def acknowledge(
    turn: Turn, ticket: Ticket, pieces: Sequence[Heard], *, by_focus: bool = False, internal: bool = False
) -> None:
    """One sign that it arrived: a message that offers «Mover» where we guessed among several, else as little as the
    channel allows."""
    if by_focus and len(lists.open_of(turn.session, turn.person, 2)) > 1:
        offer_to_move(turn, ticket, pieces)
    elif _may_react(turn, pieces[-1]):
        message_id = pieces[-1].inbound.message_id
        compose.react(turn.session, turn.chat, message_id, receipts.RECEIVED, ticket.id, turn.now)
    elif sent_lookup.last_named(turn.session, turn.chat.id, turn.now - FOCUS) != ticket.id:
        turn.say(done(turn, ticket, "added", internal))


def _may_react(turn: Turn, piece: Heard) -> bool:
    channel = turn.desk.channels.get(turn.chat.channel)
    return channel is not None and channel.reacts and bool(piece.inbound.message_id)


def done(turn: Turn, ticket: Ticket, key: str, internal: bool, labels: Sequence[Label] = ()) -> Reply:
    """What was done with their words: `key` says it to a client, staff always hear who reads them."""
    values: dict[str, object] = {"number": ticket.number}
    if internal or not permissions.is_clients_side(turn.person, ticket):
        key = "noted" if internal else "sent" if notices.reach_client(turn, ticket) else "left_for_client"
        values["client"] = naming.client(turn.session, ticket.requester)
    return Reply(key, values, labels=tuple(labels), ticket_id=ticket.id, internal=internal)


def offer_to_move(turn: Turn, ticket: Ticket, pieces: Sequence[Heard], *, internal: bool = False) -> None:
    """Names the ticket where it went, with the way to move it elsewhere, or into a new one; what quotes that about a
    note is one too."""
    turn.say(done(turn, ticket, "added_to", internal, ways_to_move(turn, pieces)))


def ways_to_move(turn: Turn, pieces: Sequence[Heard]) -> list[Label]:
    """The ways to move what was said elsewhere: into another ticket, or a client's into a new one."""
    these = f"{pieces[0].id}-{pieces[-1].id}"
    another = [acts.ANOTHER.button(these)] if turn.role == acts.CLIENT else []
    return [acts.MOVE.button(these), *another]


def begin(turn: Turn, ticket: Ticket, text: str, *, internal: bool = False) -> None:
    """Asks for the text to write into the ticket's thread, unless it or files came with the command."""
    files_with_it = brought(turn)
    given = {"ticket": ticket.number, "internal": internal}
    known = {"text": text} if text or files_with_it else {}
    turn.ask(Topic.WRITE, {**given, **known}, files=files_with_it)


def write(
    turn: Turn,
    ticket: Ticket,
    text: str,
    file_ids: Sequence[int],
    *,
    source: int | None = None,
    internal: bool = False,
) -> None:
    """A text that came with a command or as an answer, with the files that were sent for it."""
    entry = put(turn, ticket, text, internal=internal)
    thread.attach(turn.session, ticket, entry, file_ids)
    told = [source or turn.heard.id, *inbox.of_files(turn.session, file_ids)]
    inbox.set_place(turn.session, told, ticket.id, entry.id)
    notices.written(turn, ticket, entry, file_ids)
    if turn.role == acts.CLIENT or (turn.heard.inbound.quoted and _may_react(turn, turn.heard)):
        acknowledge(turn, ticket, [turn.heard], internal=internal)
    else:
        turn.say(done(turn, ticket, "added", internal))


def brought(turn: Turn) -> list[int]:
    """The ids of the files whose caption is being heard."""
    if not turn.heard.inbound.files:
        return []
    found = files.of_messages(turn.session, [turn.heard.id])
    return [file.id for file in found.get(turn.heard.id, ())]


def take_back(turn: Turn, ids: Sequence[int]) -> None:
    """Withdraws messages from the thread where they are: «Mover» is taking them elsewhere."""
    for entry in moves.take_back(turn.session, turn.person, ids, turn.chat.channel, turn.now):
        notices.taken_back(turn, entry)


def still_takes_files(turn: Turn, ticket: Ticket, *, opening: bool = False, internal: bool = False) -> None:
    """For half a minute, files that name nothing still go into the ticket of the form that was just confirmed; after a
    note, as one."""
    just = {"ticket": ticket.id, "opening": opening, "internal": internal, "at": turn.now.isoformat()}
    turn.memory["just"] = just


def in_focus(turn: Turn, at: datetime | None = None) -> list[Ticket]:
    """The tickets that this chat was about in the last 30 minutes, or in the 30 minutes before `at`, and that this
    person may still see, latest first."""
    at = at or turn.now
    lately = sent_lookup.focus(turn.session, turn.chat.id, at - FOCUS, by=at)
    return [ticket for ticket in lately if permissions.may(turn.person, ticket, "see")]


def open_in_focus(turn: Turn) -> Ticket | None:
    """The only open ticket in focus."""
    found = [ticket for ticket in in_focus(turn) if ticket.status == "open"]
    return found[0] if len(found) == 1 else None


def excerpt(turn: Turn, pieces: Sequence[Heard]) -> str:
    """The beginning of what waits."""
    text = " ".join(filter(None, (_text(turn, piece.inbound) for piece in pieces)))
    files_only = turn.voice("files", n=sum(len(piece.inbound.files) for piece in pieces))
    return words.excerpt(text) if text else files_only


def load(session: Session, ids: Sequence[int]) -> list[Heard]:
    """Messages of the inbox, to be heard again."""
    return [Heard.kept(row) for row in inbox.get_many(session, ids)]


def problem_of(turn: Turn, pieces: Sequence[Heard]) -> str:
    """What a burst says, as the problem of a ticket."""
    texts = [_text(turn, replace(piece.inbound, unreadable="")) for piece in pieces]
    return "\n".join(_without_greetings(turn, [text for text in texts if text]))


def _without_greetings(turn: Turn, texts: Sequence[str]) -> Sequence[str]:
    """The texts, less the greetings that lead to a problem; all of them, where there is nothing else."""
    return [text for text in texts if not turn.read(text).is_greeting] or texts
