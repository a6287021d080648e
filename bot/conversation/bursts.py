"""Messages that waited for the end of their burst, read as a whole, each part where it belongs."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.channels import shared
from bot.conversation import carry_out, interpret
from bot.conversation.part import Part
from bot.conversation.routing import places
from bot.desk import Desk
from bot.dialogue.engine import Forms
from bot.language import words
from bot.replies.turn import Heard, Turn
from store.database import ring
from store.files import files
from store.messages import inbox
from store.tables import Chat, InboxMessage

BURST = timedelta(seconds=3)
A_MOMENT = timedelta(seconds=1)
CARD_COMES = timedelta(seconds=30)  # then a message is heard without the words of its contact's card


def wait(turn: Turn) -> None:
    """The message of this turn waits for those that may follow it."""
    chat, last = turn.chat, turn.chat.last_inbound_at
    if chat.hear_at is None and last is not None:
        turn.memory["burst_after"] = last.isoformat()
    chat.hear_at = turn.now + BURST
    ring(turn.session, "hear")


def hear(desk: Desk, session: Session, chat: Chat, now: datetime, rows: Sequence[InboxMessage]) -> None:
    """Reads what waits in a chat as a whole; a moment later, where a contact's card is still on its way."""
    if _cards_are_to_come(session, rows, now):
        chat.hear_at = now + A_MOMENT
        return
    chat.hear_at = None
    _hear(desk, session, chat, now, rows, quiet=False)


def _cards_are_to_come(session: Session, rows: Sequence[InboxMessage], now: datetime) -> bool:
    """WhatsApp brings a contact as a file, whose words are known once it was fetched."""
    with_cards = [
        row.id
        for row in rows
        if now - row.received_at < CARD_COMES
        and any(shared.is_card(file["content_type"]) for file in row.payload.get("files", ()))
    ]
    found = files.of_messages(session, with_cards) if with_cards else {}
    return any(file.state == "wanted" for several in found.values() for file in several)


def hear_before(desk: Desk, session: Session, chat: Chat, now: datetime, heard: Heard) -> None:
    """Reads what waits in a chat before a message that is about to be answered, quietly; but the rest of that one's
    album follows it."""
    album = heard.inbound.album
    rows = [row for row in inbox.waiting(session, chat.id) if row.id != heard.id and not row.error]
    siblings = [row for row in rows if album and row.album == album]
    chat.hear_at = now + BURST if siblings else None
    _hear(desk, session, chat, now, [row for row in rows if row not in siblings], quiet=True)


def _hear(
    desk: Desk, session: Session, chat: Chat, now: datetime, rows: Sequence[InboxMessage], *, quiet: bool
) -> None:
    if not rows or chat.person is None or not chat.person.active:
        return  # of somebody who left meanwhile it waits for their coming back
    pieces = [Heard.kept(row) for row in rows]
    forms = carry_out.begin(desk, session, chat, now, pieces[-1])
    after = forms.turn.memory.pop("burst_after", None)
    respond(forms, Part(pieces, after and datetime.fromisoformat(after), quiet))
    carry_out.offer_places(forms)
    forms.turn.keep_memory()
    inbox.mark(session, [row.id for row in rows], "heard")


def respond(forms: Forms, burst: Part) -> None:
    """Takes each part of a burst to its place."""
    albums = _placed_albums(forms, burst)
    others = [piece for piece in burst.pieces if piece.inbound.album not in albums]
    for part in [*albums.values(), *_parts(burst.of(others))]:
        _take_to_its_place(forms, part)


def _take_to_its_place(forms: Forms, part: Part) -> None:
    meaning = interpret.of_burst(forms, part)
    carry_out.step(forms, lambda: meaning.act(forms, part))


def _placed_albums(forms: Forms, burst: Part) -> dict[str, Part]:
    """Those whose album has a place already, by their album: they follow it whatever they came with."""
    found: dict[str, Part] = {}
    for album in dict.fromkeys(piece.inbound.album for piece in burst.pieces if piece.inbound.album):
        part = burst.of([piece for piece in burst.pieces if piece.inbound.album == album])
        if places.album(forms, part) is not None:
            found[album] = part
    return found


def _parts(burst: Part) -> list[Part]:
    """Neighbours that name the same place, or nothing, together."""
    parts: list[tuple[str, list[Heard]]] = []
    for piece in burst.pieces:
        name = _place_named(piece)
        if parts and (not name or not parts[-1][0] or parts[-1][0] == name):
            parts[-1] = (parts[-1][0] or name, [*parts[-1][1], piece])
        else:
            parts.append((name, [piece]))
    return [burst.of(pieces) for _, pieces in parts]


def _place_named(piece: Heard) -> str:
    if piece.inbound.quoted:
        return f"quoted {piece.inbound.quoted}"
    addressed = words.addressed(piece.inbound.text)
    return f"#{addressed[0]}" if addressed else ""
