"""Files by their content, in a folder or an S3 bucket: each is kept once, under its SHA-256, and never changes.

What claims to be an image is one only where Pillow decodes it whole: `verify()` passes a truncated JPEG, and a small
PNG can unfold to a gigapixel, so the limit is read from the head before a pixel is made.
"""

import hashlib
import os
import re
import secrets
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from store.database import StoreAway
from store.files.folder import Folder

if TYPE_CHECKING:
    from PIL import Image

    from store.files.bucket import Bucket

BYTES_LIMIT = 20 << 20  # of one file that a person sends; Telegram's bots cannot fetch more
PIXELS_LIMIT = 40_000_000
PREVIEW_SIDE = 1600
TRIAL = "trial"
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
# How Pillow calls a JPEG with further pictures behind the first, as telephones write them, once it is opened.
MANY_IN_ONE = {"MPO": "image/jpeg"}


@dataclass(frozen=True)
class ImageFacts:
    """What an image is, by its bytes and not by its name."""

    content_type: str
    width: int
    height: int


class FilesAway(StoreAway):
    """The folder or the bucket cannot be reached or written, or is full."""


class Missing(StoreAway):
    """What was kept is not there now: its disk is away, or is being changed for another; or nobody kept it."""

    def __init__(self, name: str):
        super().__init__(f"not in the photo store: {name}")


class Photos:
    """The store of the files. Raises FilesAway where the folder or the bucket cannot be reached or is full."""

    def __init__(self, place: str | Path):
        """`place` is a folder, made if need be, or "s3://bucket/prefix" with the usual AWS_* environment."""
        self._place = str(place)

    @cached_property
    def _store(self) -> "Folder | Bucket":
        """Opened by the first who needs it: who starts while the disk is away waits for it like everybody else."""
        return _open(self._place)

    def keep(self, content: bytes) -> str:
        """Keeps the bytes, whole or not at all, and returns their SHA-256.

        Whoever tells of them in the store keeps them once more when that is committed: whoever was deleting the same
        bytes is done by then, and is undone so, or sees whose they are.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        self._put(_path(sha256), content)
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes to the letter. Raises Missing."""
        with _away_is_told():
            return _bytes(self._store, _path(sha256))

    def expect(self, sha256: str) -> None:
        """Looks whether it could be read now. Raises Missing."""
        with _away_is_told(), _absence_is_told(sha256):
            self._store.expect(_path(sha256))

    def preview(self, sha256: str) -> bytes:
        """A JPEG of at most 1600 pixels a side, upright and without metadata.

        Raises ValueError for no image, Missing as `read`.
        """
        cached = f"previews/{_path(sha256)}.jpg"
        with _away_is_told():
            try:
                return _bytes(self._store, cached)
            except Missing:
                small = preview(_bytes(self._store, _path(sha256)))
        self._put(cached, small)
        return small

    @property
    def is_a_bucket(self) -> bool:
        return self._place.startswith("s3://")

    def delete(self, sha256: str) -> None:
        """Takes the bytes away, and what was made of them; nothing where they are gone."""
        with _away_is_told():
            for path in (_path(sha256), f"previews/{_path(sha256)}.jpg"):
                with suppress(FileNotFoundError):
                    self._store.delete(path)

    def try_out(self) -> None:
        """Writes a file, reads it and takes it away. Raises FilesAway."""
        content, name = (
            os.urandom(1 << 12),
            f"{TRIAL}-{secrets.token_hex(8)}",
        )  # others may try at the same time
        with _away_is_told():
            self._store.write(name, content)
            try:
                if _bytes(self._store, name) != content:
                    raise FilesAway("the photo store: another file came back")
            finally:
                self._store.delete(name)

    def free(self) -> int | None:
        """How many bytes are free on the folder's disk; None for a bucket."""
        if self._place == "memory:" or self.is_a_bucket:
            return None
        with _away_is_told():
            return shutil.disk_usage(self._place).free

    def _put(self, path: str, content: bytes) -> None:
        """Where it is there already, that is the same content, since the path is made from it."""
        with _away_is_told():
            try:
                self._store.expect(path)
            except FileNotFoundError:
                self._store.write(path, content)


def inspect(content: bytes) -> ImageFacts | None:
    """What image this is; None where it is none, is damaged, or would unfold to too many pixels."""
    try:
        with _opened(content) as image:
            image.load()
            content_type = (FORMATS | MANY_IN_ONE)[str(image.format)]
            return ImageFacts(content_type, image.width, image.height)
    except ValueError:
        return None


def preview(content: bytes) -> bytes:
    """See `Photos.preview`."""
    from PIL import Image, ImageOps  # see `_opened`

    with _opened(content) as image:
        image.draft("RGB", (PREVIEW_SIDE, PREVIEW_SIDE))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
        rgba = upright.convert("RGBA")
        plain = Image.new("RGB", rgba.size, "white")
        plain.paste(rgba, mask=rgba.getchannel("A"))
    made = BytesIO()
    plain.save(made, "JPEG", quality=85)
    return made.getvalue()


@contextmanager
def _opened(content: bytes) -> "Iterator[Image.Image]":
    """The image, nothing of it decoded yet. Raises ValueError, then and while it is decoded, for what is not usable."""
    from PIL import Image  # not before: 4 MB that whoever sees no picture is spared

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(content), formats=list(FORMATS)) as image:
                if image.width * image.height > PIXELS_LIMIT:
                    raise ValueError(f"{image.width} x {image.height} pixels are too many")
                yield image
    except ValueError:
        raise
    except Exception as error:  # Pillow's decoders raise anything on a crafted file
        raise ValueError(f"not a usable image: {type(error).__name__}") from error


def _open(place: str) -> "Folder | Bucket":
    if place != "memory:" and not place.startswith("s3://"):
        return Folder(Path(place))
    from store.files.bucket import Bucket  # not before: a library that a folder does without

    return Bucket(place)


def _path(sha256: str) -> str:
    """ab/cd/abcd…: no folder grows too large. Raises Missing for what cannot be a hash."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise Missing(sha256[:64])
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _bytes(store: "Folder | Bucket", path: str) -> bytes:
    with _absence_is_told(path):
        return store.read(path)


@contextmanager
def _absence_is_told(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise Missing(name) from None


@contextmanager
def _away_is_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FilesAway(f"the photo store: {_why(error)}") from error


def _why(error: Exception) -> str:
    """Without the library's own text, which quotes addresses and may be long."""
    for pattern, why in (
        (r"os error 28|No space", "the disk is full"),
        (r"Permission|os error 13", "not writable"),
    ):
        if re.search(pattern, str(error)):
            return why
    return type(error.__cause__ or error).__name__
