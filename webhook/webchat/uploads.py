"""Reads the files that a browser uploads, within limits: files that do not fit are dropped, and the text is kept."""

import mimetypes
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO, TYPE_CHECKING

from flask import Request, request
from werkzeug.datastructures import FileStorage

from bot.channels.messages import FileRef
from store.files.photos import BYTES_LIMIT, Photos, inspect

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MEGABYTE = 1024 * 1024
FILES_LIMIT = 40 * MEGABYTE
COUNT_LIMIT = 10
LONGEST_NAME = 120
KINDS = {"video": "video", "audio": "audio"}


class BoundedRequest(Request):
    """A request whose uploads stay within the limits; `overflowed` tells that something did not fit."""

    max_content_length = 200 * MEGABYTE
    max_form_memory_size = 2 * MEGABYTE
    room = FILES_LIMIT
    overflowed = False

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return _Bounded(self)


class _Bounded(BytesIO):
    def __init__(self, request: BoundedRequest):
        super().__init__()
        self._request = request

    def write(self, data: "ReadableBuffer", /) -> int:
        size = memoryview(data).nbytes
        if self.tell() + size > BYTES_LIMIT or size > self._request.room:
            self._request.overflowed = True
        if not self._request.overflowed:
            self._request.room -= size
            super().write(data)
        return size


@dataclass(frozen=True)
class Upload:
    name: str
    content_type: str
    content: bytes

    @property
    def kind(self) -> str:
        """A photo is what can be decoded as one, whatever it claims to be."""
        return (
            "photo" if inspect(self.content) else KINDS.get(self.content_type.partition("/")[0], "document")
        )


def read() -> list[Upload] | None:
    """The files of the form; None where they are too many or too big."""
    given = [each for each in request.files.getlist("file") if each.filename]
    if getattr(request, "overflowed", False) or len(given) > COUNT_LIMIT:
        return None
    return [_upload(each) for each in given]


def _upload(given: FileStorage) -> Upload:
    name = PurePosixPath(PureWindowsPath(given.filename or "").name).name.replace("\0", "")
    name = "".join(character for character in name if character.isprintable())
    kind = given.mimetype if given.mimetype not in ("", "application/octet-stream") else None
    return Upload(
        name=name[-LONGEST_NAME:] or "archivo",
        content_type=kind or mimetypes.guess_type(name)[0] or "application/octet-stream",
        content=given.stream.read(),
    )


def keep(photos: Photos, uploads: list[Upload]) -> tuple[FileRef, ...]:
    """Stores the bytes before the message that tells of them is taken in: so it never lacks its files."""
    return tuple(
        FileRef(
            kind=upload.kind,
            ref=photos.keep(upload.content),
            name=upload.name,
            content_type=upload.content_type,
            size=len(upload.content),
        )
        for upload in uploads
    )


def keep_again(photos: Photos, uploads: list[Upload]) -> None:
    """Once the message is taken in (see `Photos.keep`)."""
    for upload in uploads:
        photos.keep(upload.content)
