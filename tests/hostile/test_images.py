"""Images that are none, or too much: told from real ones without harm, and never decoded whole when they are bombs."""

import struct
import time
import zlib
from io import BytesIO

import pytest
from PIL import Image

from store.files import photos


def _jpeg() -> bytes:
    made = BytesIO()
    Image.effect_noise((60, 40), 80).convert("RGB").save(made, "JPEG")
    return made.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, data: bytes) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _text_bomb() -> bytes:
    text = _chunk(b"zTXt", b"x\0\0" + zlib.compress(b"\0" * 50_000_000))
    return (
        _png(1, 1, zlib.compress(b"\0" * 4)).replace(b"IDAT", b"IDAT", 1)[:33]
        + text
        + _png(1, 1, zlib.compress(b"\0" * 4))[33:]
    )


HOSTILE = {
    "truncated": _jpeg()[:200],
    "half": _jpeg()[: len(_jpeg()) // 2],
    "a gigapixel": _png(40_000, 40_000, zlib.compress(b"\0" * 1000)),
    "one line too wide": _png(2**31 - 1, 1, b""),
    "no pixel": _png(0, 0, b""),
    "a text bomb": _text_bomb(),
    "html behind it": _jpeg() + b"<html><script>alert(1)</script>",
    "html in its comment": _jpeg().replace(b"\xff\xd9", b"\xff\xfe\x00\x19<script>alert(1)</script>\xff\xd9"),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<html><script>alert(1)</script></html>",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(run) system",
    "tiff": b"II*\0\x08\0\0\0\xff\xff" + b"\xff" * 60,
    "nothing": b"",
    "noise": bytes(range(256)) * 9,
    "a head and no body": b"\xff\xd8\xff\xe0",
    "webp without end": b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\0" * 30,
    "gif of one byte": b"GIF89a\xff\xff\xff\xff\x00\x00\x00,",
}
USABLE = {"html behind it", "html in its comment", "a text bomb"}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_image_is_told_in_no_time(name: str) -> None:
    began = time.process_time()
    facts = photos.inspect(HOSTILE[name])
    assert facts is None or name in USABLE
    if facts is None:
        with pytest.raises(ValueError, match=r"\w"):
            photos.preview(HOSTILE[name])
    assert time.process_time() - began < 1.5
