"""Which files each channel carries, by kind, type and size, and as what.

A file that fits no line of its channel goes as a document where the channel takes it as one; else the person gets a
link that expires, and whoever sent the file is told.
"""

from dataclasses import dataclass

from bot.channels.messages import StoredFile

MB = 1 << 20


@dataclass(frozen=True)
class Carried:
    """One line of a channel's table. `types` are the content types that are taken, empty for all; `limit` in bytes."""

    kind: str
    limit: int
    types: frozenset[str] = frozenset()


def _types(*names: str) -> frozenset[str]:
    return frozenset(names)


_OFFICE = "application/vnd.openxmlformats-officedocument."

TELEGRAM = (
    Carried("photo", 10 * MB, _types("image/jpeg", "image/png", "image/webp")),
    Carried("video", 50 * MB, _types("video/mp4")),
    Carried("voice", 50 * MB, _types("audio/ogg", "audio/mpeg", "audio/mp4", "audio/x-m4a")),
    Carried("audio", 50 * MB, _types("audio/mpeg", "audio/mp3", "audio/mp4", "audio/x-m4a")),
    Carried("document", 50 * MB),
)

# Twilio fetches the file by its link and goes by the Content-Type that we answer. Its own limit is 16 MB in all,
# WhatsApp's for a picture 5 MB.
WHATSAPP = (
    Carried("photo", 5 * MB, _types("image/jpeg", "image/png")),
    Carried("video", 16 * MB, _types("video/mp4", "video/3gpp")),
    Carried("voice", 16 * MB, _types("audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr")),
    Carried("audio", 16 * MB, _types("audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr")),
    Carried(
        "document",
        16 * MB,
        _types(
            "application/pdf",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
            f"{_OFFICE}wordprocessingml.document",
            f"{_OFFICE}spreadsheetml.sheet",
            f"{_OFFICE}presentationml.presentation",
            "text/plain",
            "text/vcard",
            "text/x-vcard",
        ),
    ),
)


def choose_kind(table: tuple[Carried, ...], file: StoredFile) -> str | None:
    """The kind as which a channel with this table shows the file; None where it cannot carry it.

    What is called a photo but was not decoded as one is a document.
    """
    kind = "document" if file.kind == "photo" and not file.is_image else file.kind
    for line in table:
        takes = not line.types or file.content_type in line.types
        if line.kind in (kind, "document") and takes and file.size <= line.limit:
            return line.kind
    return None
