"""What a web chat's page shows: both sides of one conversation, as it stands now.

Each line is a message of the person ("i" and its key) or of ours ("o" and its row's id). Our edits and
withdrawals are applied to the lines that they name instead of being shown.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import dropwhile
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.messages.receipts import RECEIVED
from store.tables import Chat, File, InboxMessage, OutboxFile, OutboxMessage, Ticket
from store.transcript import choices, marks
from store.transcript.lines import Attachment, Choice, Line, Start, Transcript
from store.transcript.marks import Mark

CHANNEL = "webchat"
UNSEEN = ("waiting_for_file", "waiting_for_window", "failed", "dropped")
EDIT = "edit"
ENTRY = ".entry"  # ends the key of the message that only brought an invitation's code


@dataclass
class _Changes:
    """What later rows did to earlier lines."""

    edits: dict[str, OutboxMessage] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    signs: dict[str, str] = field(default_factory=dict)


def find_chat(session: Session, address: str) -> Chat | None:
    return session.scalar(select(Chat).where(Chat.channel == CHANNEL, Chat.address == address))


def read(
    session: Session, chat: Chat, last: int, ticket: int | None = None, before: Start | None = None
) -> Transcript:
    """The last lines of the chat, at most `last` of either side, in the order in which they were said; only those about
    the ticket of this number, where one is given, and only what stands before such a start."""
    heard = _newest(session, InboxMessage, chat, last, ticket, before.heard if before else None)
    said = _newest(session, OutboxMessage, chat, last, ticket, before.said if before else None)
    heard, said, start = _together(heard, said, last)
    ours = [row for row in said if row.state not in UNSEEN]
    changes = _changes([*ours, *_changed_since(session, chat, before)])
    labels = {data: label for row in ours for data, label in _labels(row).items()}
    theirs = _theirs(session, chat, heard, labels, changes)
    lines = _ours(session, ours, changes)
    lines = choices.none(lines) if before else choices.only_live(lines, chat)
    return Transcript(
        lines=tuple(sorted(theirs + lines, key=lambda line: (line.at, not line.mine))),
        toast="" if before else _toast(heard, ours),
        start=start,
    )


def _together(
    heard: list[InboxMessage], said: list[OutboxMessage], last: int
) -> tuple[list[InboxMessage], list[OutboxMessage], Start | None]:
    """What of both sides reaches back equally far; where that begins, if there may be more before."""
    since = max(
        [row.received_at for row in heard[:1] if len(heard) == last]
        + [row.created_at for row in said[:1] if len(said) == last],
        default=None,
    )
    if since is None:
        return heard, said, None
    theirs = list(dropwhile(lambda row: row.received_at < since, heard))
    ours = list(dropwhile(lambda row: row.created_at < since, said))
    return theirs, ours, Start(_first(theirs, heard), _first(ours, said))


def _first(
    kept: Sequence[InboxMessage | OutboxMessage], found: Sequence[InboxMessage | OutboxMessage]
) -> int:
    """The id where the kept ones begin; of none of them, what follows all that was found."""
    return kept[0].id if kept else found[-1].id + 1 if found else 0


def file(session: Session, chat: Chat, file_id: int) -> Attachment | None:
    """A file that this chat's page may show: one that it sent, or one that we sent to it."""
    found = session.get(File, file_id)
    if found is None:
        return None
    sent_here = session.scalar(
        select(InboxMessage.id).where(InboxMessage.id == found.inbox_id, InboxMessage.chat_id == chat.id)
    )
    if sent_here is not None:
        return _attachment(found)
    shown = session.scalar(
        select(OutboxFile.file_id)
        .join(OutboxMessage, OutboxMessage.id == OutboxFile.outbox_id)
        .where(OutboxFile.file_id == file_id, OutboxMessage.chat_id == chat.id)
        .where(OutboxMessage.state.not_in(UNSEEN))
    )
    return _attachment(found) if shown is not None else None


def _attachment(found: File) -> Attachment:
    """What came through this channel is in the photo store by the time it is told of."""
    is_lost = found.state == "lost"
    sent_by_page = found.channel == CHANNEL and not is_lost
    return Attachment(
        id=found.id,
        name=found.name,
        content_type=found.content_type,
        size=found.size,
        sha256="" if is_lost else found.sha256 or "",
        is_image=found.is_image or (sent_by_page and found.kind == "photo"),
    )


def _newest(
    session: Session, table: Any, chat: Chat, last: int, ticket: int | None, before: int | None
) -> list[Any]:
    query = select(table).where(table.chat_id == chat.id)
    if before is not None:
        query = query.where(table.id < before)
    if ticket is not None:
        query = query.where(
            table.ticket_id == select(Ticket.id).where(Ticket.number == ticket).scalar_subquery()
        )
    return list(session.scalars(query.order_by(table.id.desc()).limit(last)))[::-1]


def _changes(rows: Sequence[OutboxMessage]) -> _Changes:
    changes = _Changes()
    first: dict[int, int] = {}
    for row in rows:
        content = row.content
        if row.kind == "edit":
            first[row.id] = first.get(content["edits"], content["edits"])
            changes.edits[f"o{first[row.id]}"] = row
        elif row.kind == "withdraw":
            changes.withdrawn |= {f"o{first.get(each, each)}" for each in content["withdraws"]}
        elif row.kind == "reaction" and content["text"] != RECEIVED:
            changes.signs |= dict.fromkeys(content["targets"], content["text"])
    return changes


def _changed_since(session: Session, chat: Chat, before: Start | None) -> Sequence[OutboxMessage]:
    """What was done later to lines of a part that is over."""
    if before is None:
        return ()
    rows = select(OutboxMessage).where(OutboxMessage.chat_id == chat.id, OutboxMessage.id >= before.said)
    changing = rows.where(OutboxMessage.kind != "message", OutboxMessage.state.not_in(UNSEEN))
    return session.scalars(changing.order_by(OutboxMessage.id)).all()


def _theirs(
    session: Session, chat: Chat, rows: Sequence[InboxMessage], labels: Mapping[str, str], changes: _Changes
) -> list[Line]:
    files = _uploads(session, [row.id for row in rows])
    marked = marks.of(session, rows)
    edited = {row.payload["message_id"] for row in rows if row.payload["kind"] == EDIT}
    shown = [row for row in rows if row.payload["kind"] != EDIT and not row.key.endswith(ENTRY)]
    lines = [(row, _heard(row, files[row.id], labels, marked[row.id])) for row in shown]
    return [
        replace(
            line,
            typed=line.typed and (line.ticket is not None or _is_open(row, chat)),
            edited=line.typed and line.id in edited,
            sign=changes.signs.get(line.id, ""),
        )
        for row, line in lines
    ]


def _is_open(row: InboxMessage, chat: Chat) -> bool:
    """Whether its burst is not over, or a form in progress may have an answer from it."""
    return row.state == "waiting" or any(
        row.id >= int(form["run"], 36) or row.id in form.get("waiting", ())
        for form in chat.memory.get("forms", ())
    )


def _heard(row: InboxMessage, files: list[Attachment], labels: Mapping[str, str], mark: Mark) -> Line:
    """A press is shown as the label that was pressed; one of the page's own menu brings it."""
    pressed = row.payload["press"]
    text = row.payload["text"]
    return Line(
        id=f"i{row.id}" if pressed else row.message_id or f"i{row.id}",
        at=row.received_at,
        mine=True,
        text=labels.get(pressed) or text or "…" if pressed else text,
        files=tuple(files),
        quoted="" if pressed else row.payload["quoted"],
        ticket=mark.ticket,
        mark=mark.sign,
        internal=mark.internal,
        typed=bool(text and row.message_id and not pressed),
    )


def _uploads(session: Session, inbox_ids: list[int]) -> dict[int, list[Attachment]]:
    by_message: dict[int, list[Attachment]] = defaultdict(list)
    for found in session.scalars(select(File).where(File.inbox_id.in_(inbox_ids)).order_by(File.id)):
        by_message[found.inbox_id or 0].append(_attachment(found))
    return by_message


def _ours(session: Session, rows: Sequence[OutboxMessage], changes: _Changes) -> list[Line]:
    shown = [row for row in rows if row.kind == "message" and f"o{row.id}" not in changes.withdrawn]
    wanted = {file_id for row in shown for file_id in row.content.get("files", ())}
    files = {
        found.id: _attachment(found) for found in session.scalars(select(File).where(File.id.in_(wanted)))
    }
    lines = {row.id: _said(row, changes.edits.get(f"o{row.id}", row), files) for row in shown}
    for row in shown:
        whole = lines.get(row.reply_to_id or 0)
        if whole is not None and row.content.get("beside"):
            lines[row.reply_to_id or 0] = replace(whole, beside=(*whole.beside, lines.pop(row.id)))
    return list(lines.values())


def _said(row: OutboxMessage, now: OutboxMessage, files: Mapping[int, Attachment]) -> Line:
    """A message of ours; `now` is the row that says what stands there by now."""
    return Line(
        id=f"o{row.id}",
        at=row.created_at,
        mine=False,
        text=now.content.get("text", ""),
        layout=tuple(now.content.get("layout", ())),
        files=tuple(files[each] for each in row.content.get("files", ()) if each in files),
        choices=tuple(Choice(label, data) for data, label in _labels(now).items()),
        quoted=f"o{row.reply_to_id}" if row.reply_to_id else "",
        about_ticket=row.ticket_id is not None and not row.several,
        lasts=bool(row.content.get("lasts")),
        internal=row.internal,
        edited=now is not row,
    )


def _labels(row: OutboxMessage) -> dict[str, str]:
    """What each choice of a message says, by what it sends."""
    return {data: label for label, data in row.content.get("options", ())}


def _toast(heard: Sequence[InboxMessage], ours: Sequence[OutboxMessage]) -> str:
    """The last passing remark, until the person says something else."""
    if not ours or ours[-1].kind != "toast" or (heard and heard[-1].received_at > ours[-1].created_at):
        return ""
    return str(ours[-1].content["text"])
