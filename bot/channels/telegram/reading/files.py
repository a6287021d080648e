"""The file of a Telegram message, as we name it: a message holds one; an album is several messages."""

import mimetypes
from typing import Any

from bot.channels.messages import FileRef
from bot.channels.telegram.reading import common, rich
from bot.channels.telegram.reading.fields import Raw

# The field of a message → our kind of file, and the type that such files have where Telegram does not tell. Of several
# fields the first one here counts: a live photo is given as a photo too, an animation as a document.
FIELDS = (
    ("photo", "photo", "image/jpeg"),
    ("animation", "video", "video/mp4"),
    ("video", "video", "video/mp4"),
    ("video_note", "video", "video/mp4"),
    ("voice", "voice", "audio/ogg"),
    ("audio", "audio", "audio/mpeg"),
    ("document", "document", None),
)
LIKE = {"animation": "video"}
"""Fields of the same shape as another's."""
# A name for what comes without one, by kind; the ending follows the type.
NAMES = {"photo": "foto", "video": "video", "voice": "audio", "audio": "audio", "document": "archivo"}
ENDINGS = {
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "image/jpeg": ".jpg",
    "video/mp4": ".mp4",
}


def files(raw: Raw, said: Raw) -> tuple[FileRef, ...]:
    """What the message carries: one file, or those inside a rich message, which the library does not know yet."""
    inside = (found for block in rich.media(raw.get("rich_message")) if (found := _file(block, sure=False)))
    found = _file(said)
    return (found,) if found else tuple(inside)


def _file(said: Raw, *, sure: bool = True) -> FileRef | None:
    """`sure`: its shape was checked."""
    for field, kind, usual_type in FIELDS:
        if (file := said.get(field)) and (sure or common.CONTENT[LIKE.get(field, field)](file)):
            return _named(kind, _largest(file) if field == "photo" else file, usual_type)
    return None


def _largest(sizes: list[Raw]) -> Raw:
    return max(sizes, key=lambda size: int(size["width"] * size["height"]))


def _named(kind: str, file: Raw, usual_type: str | None) -> FileRef:
    """Telegram may lack the name, the type and the size of any file."""
    name: Any = file.get("file_name")
    content_type = file.get("mime_type") or _type_by(name) or usual_type or "application/octet-stream"
    ending = ENDINGS.get(content_type) or mimetypes.guess_extension(content_type) or ""
    name = name or NAMES[kind] + ending
    return FileRef(kind, file["file_id"], name, content_type, file.get("file_size"), file["file_unique_id"])


def _type_by(name: str | None) -> str | None:
    return mimetypes.guess_type(name)[0] if name else None
