"""In which other form a message goes whose provider refuses it as it is: its words always arrive.

An edit that finds nothing to change is said anew. Of several files that are refused together each goes alone, and one
that is taken in no form is named in its place. The other form is noted in the row before it is tried, so that nothing
is sent twice, however often the provider asks us to wait in between.
"""

from dataclasses import dataclass
from typing import Any

from bot.channels.channel import OF_FILES, Undeliverable
from store.tables import OutboxMessage

NO_FILES = "no_files"
"""Noted in a row's content: its provider takes its files in no form, and its words go without them."""
OF_EDITS = ("gone", "refused")
"""The reasons of an Undeliverable for which an edit is said anew."""


@dataclass(frozen=True)
class Otherwise:
    """The row is to be sent with this kind and content; each of `apart` is the content of a message of its own behind
    it."""

    why: str
    kind: str
    content: dict[str, Any]
    apart: tuple[dict[str, Any], ...] = ()

    @property
    def without_files(self) -> bool:
        return NO_FILES in self.content


def after(row: OutboxMessage, refused: Undeliverable, why: str) -> Otherwise | None:
    """The form after this one; None where there is none left."""
    content, files = row.content, row.content.get("files", ())
    if row.kind == "edit" and refused.reason in OF_EDITS:
        return Otherwise(why, "message", _anew(content))
    if not files or NO_FILES in content or refused.reason not in OF_FILES:
        return None
    if len(files) > 1:
        return Otherwise(
            why,
            row.kind,
            content | {"files": [files[0]]},
            tuple({"text": "", "files": [id_]} for id_ in files[1:]),
        )
    return Otherwise(why, row.kind, content | {NO_FILES: True})


def _anew(content: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in content.items() if name not in ("edits", "targets", "anew")}
    return kept | {"text": content.get("anew") or content["text"]}
