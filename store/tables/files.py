"""The files that people send, and bytes that are nobody's any more."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Table, partial, reference


class File(Table):
    """A photo or other file that a person sent, from its announcement to its bytes in the photo store.

    state: `unapproved` (a stranger's: not fetched before a lead lets them in), `wanted` (to be fetched by `ref` from
    the channel), `kept` (its bytes are stored under `sha256`), `lost` (cannot be had; `error` says why).
    sha256: known from the start of what came by the web chat, which is stored before it is announced.
    """

    __tablename__ = "files"
    __table_args__ = (
        partial("ix_files_due", "due_at", where="state = 'wanted'"),
        Index("ix_files_ticket", "ticket_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inbox_id: Mapped[int | None] = reference("inbox.id", index=True)
    ticket_id: Mapped[int | None] = reference("tickets.id")
    entry_id: Mapped[int | None] = reference("entries.id", index=True)
    channel: Mapped[str]
    ref: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(index=True)
    is_image: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="wanted")
    error: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]


class DiscardedFile(Table):
    """Bytes of the photo store that may be nobody's any more: they are deleted where no file has them."""

    __tablename__ = "discarded_files"

    sha256: Mapped[str] = mapped_column(primary_key=True)
