"""The files of one row, read from the photo store and sorted by how Telegram shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.channel import Undeliverable
from bot.channels.messages import StoredFile
from bot.channels.telegram.parts import FILE_BYTES, family
from store.files.photos import Photos, inspect

LONGEST_NAME = 200  # characters, of its end
SIDES = 10_000  # pixels, width and height together, of what Telegram takes as a photo


@dataclass(frozen=True)
class Upload:
    """A file with its bytes; `shown_as` is photo, video, voice, audio or document."""

    shown_as: str
    name: str
    content: bytes


def read(files: Sequence[StoredFile], photos: Photos) -> list[Upload]:
    """The files of one row, read. Raises Undeliverable for what Telegram never takes."""
    for file in files:
        if file.size > FILE_BYTES:
            raise Undeliverable(f"{file.name} has {file.size} bytes", "too_big")
    found = [Upload(_shown_as(file), _one_line(file.name), photos.read(file.sha256)) for file in files]
    return found if all(_fits(upload) for upload in found) else as_documents(found)


def _shown_as(file: StoredFile) -> str:
    shown = family(file)
    return file.kind if shown == "album" else shown


def _fits(upload: Upload) -> bool:
    if upload.shown_as != "photo":
        return True
    image = inspect(upload.content)
    return image is not None and image.width + image.height <= SIDES


def as_documents(files: Sequence[Upload]) -> list[Upload]:
    """All of them: Telegram shows no album of documents and pictures together."""
    return [Upload("document", file.name, file.content) for file in files]


def _one_line(name: str) -> str:
    """A file's name, fit for a header of the upload; people's names may hold anything."""
    return "".join(char for char in name if char.isprintable()).strip()[-LONGEST_NAME:] or "archivo"
