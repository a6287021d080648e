"""What a run left: the export with its files, the rows of inbox and outbox, what arrived at the provider."""

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import reminders
from store.database import Database
from store.tables import Chat, Entry, File, Fired, InboxMessage, OutboxMessage, Person, SentMessage, Ticket
from store.upkeep import due
from tests.faults.audit.arrivals import Arrival
from tests.faults.audit.ledger import Ledger
from tests.faults.providers.twilio import numbered

NEVER = datetime.min.replace(tzinfo=UTC)
OF_TICKETS = (*(occasion.name for occasion in reminders.OCCASIONS), due.AUTOCLOSE)

Shown = dict[int, tuple[str, ...]]
"""The provider's ids of what a row's last try showed, by the row's id."""


@dataclass(frozen=True)
class Heard:
    key: str
    state: str
    error: str | None


@dataclass(frozen=True)
class Row:
    """A row of the outbox in the provider's words. `cause` is the id of the person whose act made us say it."""

    id: int
    chat: str
    kind: str
    text: str
    options: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    targets: tuple[str, ...]
    ids: tuple[str, ...]
    state: str
    error: str | None
    cause: int | None
    status: str | None = None
    """What we think that the provider told of it last."""
    notice: str = ""
    at: datetime = NEVER
    once_more: bool = False
    """Whether its provider took it and said later that it had failed for the moment: what came after did not wait."""


@dataclass(frozen=True)
class Firing:
    """That something was due of a ticket (by its number), for the `turn`th time, and was told `at` that moment."""

    occasion: str
    ticket: int
    since: datetime
    turn: int
    at: datetime


@dataclass(frozen=True)
class Wait:
    """That a message, known by its delivery's key, came at one moment, and was heard and put into this ticket at the
    other."""

    ticket: int
    key: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Somebody:
    name: str
    role: str


@dataclass
class Evidence:
    """`people` by their chat; `contents`: the SHA-256 of the exported bytes, by ticket; `fetching`: not there yet;
    `told`: the furthest state of each message, by the provider's id, that we acknowledged; `epoch`: what turns the
    ledger's seconds into those of a clock on the wall; `digests`: when each was due and told."""

    ledger: Ledger
    arrivals: Sequence[Arrival]
    people: dict[str, Somebody]
    tickets: dict[int, dict[str, Any]]
    contents: dict[int, list[str]]
    heard: list[Heard]
    rows: list[Row]
    fetching: list[str]
    told: Mapping[str, str]
    fired: list[Firing] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    digests: list[datetime] = field(default_factory=list)
    epoch: float = field(default_factory=lambda: time.time() - time.monotonic())

    def chats_of(self, role: str) -> set[str]:
        return {chat for chat, person in self.people.items() if person.role == role}

    def wall(self, monotonic: float) -> datetime:
        return datetime.fromtimestamp(monotonic + self.epoch, UTC)


def gather(
    store: Database, exported: Path, arrivals: Sequence[Arrival], ledger: Ledger, told: Mapping[str, str]
) -> Evidence:
    """Reads all of it; `exported` is what `ticketero export --all` wrote."""
    tickets = {int(file.stem): json.loads(file.read_text("utf-8")) for file in exported.glob("*.json")}
    contents = {number: [_sha256(file) for file in exported.glob(f"{number}/*")] for number in tickets}
    with store.read() as session:
        heard = session.execute(select(InboxMessage.key, InboxMessage.state, InboxMessage.error)).all()
        people = session.execute(
            select(Chat.address, Person.name, Person.role).join(Person, Person.id == Chat.person_id)
        ).all()
        shas = {file.id: file.sha256 or "" for file in session.scalars(select(File))}
        rows = session.execute(
            select(OutboxMessage, Chat.address, Chat.channel)
            .join(Chat, Chat.id == OutboxMessage.chat_id)
            .order_by(OutboxMessage.id)
        ).all()
        shown = _shown(session)
        return Evidence(
            ledger=ledger,
            arrivals=arrivals,
            people={address: Somebody(name, role) for address, name, role in people},
            tickets=tickets,
            contents=contents,
            heard=[Heard(*row) for row in heard],
            rows=[_row(message, address, channel, shas, shown) for message, address, channel in rows],
            fetching=[file.name for file in session.scalars(select(File).where(File.state == "wanted"))],
            told=told,
            fired=_fired(session),
            waits=_waits(session),
            digests=list(session.scalars(select(Fired.at).where(Fired.occasion.startswith("digest_")))),
        )


def _fired(session: Session) -> list[Firing]:
    what = (Fired.occasion, Ticket.number, Fired.since, Fired.turn, Fired.at)
    of_tickets = (
        select(*what).join(Ticket, Ticket.id == Fired.subject_id).where(Fired.occasion.in_(OF_TICKETS))
    )
    return [Firing(*row) for row in session.execute(of_tickets)]


def _waits(session: Session) -> list[Wait]:
    """Of what quoted something of its ticket: of nothing else it was known at once where it belongs."""
    quoted = InboxMessage.payload["quoted"].as_string() != ""
    in_threads = (
        select(Ticket.number, InboxMessage.key, InboxMessage.received_at, Entry.at)
        .join(Entry, Entry.id == InboxMessage.entry_id)
        .join(Ticket, Ticket.id == Entry.ticket_id)
    )
    return [Wait(*row) for row in session.execute(in_threads.where(quoted))]


def _shown(session: Session) -> Shown:
    ids = select(SentMessage.outbox_id, SentMessage.message_id).where(SentMessage.current)
    shown: dict[int, tuple[str, ...]] = {}
    for outbox_id, message_id in session.execute(ids.order_by(SentMessage.outbox_id, SentMessage.position)):
        shown[outbox_id] = (*shown.get(outbox_id, ()), message_id)
    return shown


def _row(message: OutboxMessage, chat: str, channel: str, shas: dict[int, str], shown: Shown) -> Row:
    content, ids = message.content, shown.get(message.id, ())
    targets = tuple(content.get("targets", ()))
    text, options = (
        content.get("text", ""),
        tuple((label, data) for label, data in content.get("options", ())),
    )
    if channel == "whatsapp":  # buttons or lines, it comes to the same
        text, options = text + numbered([label for label, _ in options]), ()
    if message.kind == "withdraw":
        gone = [shown.get(outbox_id, ()) for outbox_id in content.get("withdraws", ())]
        targets = (*targets, *(each for several in gone for each in several))
    return Row(
        id=message.id,
        chat=chat,
        kind=message.kind,
        text=text,
        options=options,
        files=tuple(shas.get(file_id, "") for file_id in content.get("files", ())),
        once_more="once_more" in content,
        targets=ids if message.kind == "edit" else targets,
        ids=ids,
        state=message.state,
        error=message.error,
        cause=message.cause_id,
        status=message.status,
        notice=content.get("notice", ""),
        at=message.created_at,
    )


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
