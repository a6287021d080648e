"""Files are kept by content, to the letter; only what decodes whole is an image; a preview tells of nothing else."""

import shutil
import struct
import threading
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from store.database import StoreAway
from store.files.photos import ImageFacts, Missing, Photos, inspect


def image(format: str = "JPEG", size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    made = BytesIO()
    Image.effect_noise(size, 50).convert("RGB").save(made, format, **options)
    return made.getvalue()


def bomb(side: int) -> bytes:
    """A PNG whose head promises side x side pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


@pytest.fixture
def kept(tmp_path: Path) -> Photos:
    return Photos(tmp_path / "photos")


def test_bytes_come_back_to_the_letter(kept: Photos, tmp_path: Path) -> None:
    content = image()
    sha256 = kept.keep(content)
    assert kept.read(sha256) == content
    assert (tmp_path / "photos" / sha256[:2] / sha256[2:4] / sha256).read_bytes() == content


def test_the_same_content_at_once_is_kept_once(kept: Photos, tmp_path: Path) -> None:
    content = image(size=(1500, 1500))
    names: list[str] = []
    threads = [threading.Thread(target=lambda: names.append(kept.keep(content))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 8
    assert len(set(names)) == 1
    assert [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()] == [content]


def test_what_was_never_kept_is_missing(kept: Photos) -> None:
    for name in ("0" * 64, "../../etc/passwd", ""):
        for look in (kept.read, kept.expect, kept.preview):
            with pytest.raises(Missing):
                look(name)


def test_a_place_that_is_gone_is_told_as_away(tmp_path: Path) -> None:
    place = tmp_path / "photos"
    gone = Photos(place)
    gone.keep(b"before")
    shutil.rmtree(place)
    place.write_text("a file is in the way")
    with pytest.raises(StoreAway):
        gone.keep(b"x")


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_an_image_is_known_by_its_bytes(format: str) -> None:
    assert inspect(image(format)) == ImageFacts(f"image/{format.lower()}", 640, 480)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html><script>alert(1)</script></html>", id="html"),
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', id="svg"),
        pytest.param(b"%PDF-1.7\n%%EOF", id="pdf"),
        pytest.param(b"GIF89a/*<script>*/=1;alert(1)//", id="script that begins like a GIF"),
        pytest.param(image()[:-5000], id="truncated JPEG"),
        pytest.param(image("PNG")[:-5000], id="truncated PNG"),
        pytest.param(image("BMP"), id="a format that we do not show"),
        pytest.param(bomb(30_000), id="900 megapixels"),
        pytest.param(bomb(7_000), id="49 megapixels"),
    ],
)
def test_what_is_no_usable_image_is_none(content: bytes) -> None:
    assert inspect(content) is None


def test_a_preview_is_small_upright_and_silent(kept: Photos) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "ACME phone"
    exif.get_ifd(0x8825)[1] = "S"
    sha256 = kept.keep(image(size=(3000, 2000), exif=exif, comment=b"at home"))
    with Image.open(BytesIO(kept.preview(sha256))) as small:
        assert (small.format, small.size) == ("JPEG", (1067, 1600))
        assert not small.getexif()
        assert "comment" not in small.info


def test_a_preview_of_a_polyglot_is_only_the_image(kept: Photos) -> None:
    sha256 = kept.keep(image() + b"<script>alert(1)</script>")
    assert b"script" not in kept.preview(sha256)


def test_a_transparent_image_is_previewed_on_white(kept: Photos) -> None:
    made = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(made, "PNG")
    with Image.open(BytesIO(kept.preview(kept.keep(made.getvalue())))) as small:
        assert small.getpixel((5, 5)) == (255, 255, 255)


def test_a_preview_is_made_once(kept: Photos, tmp_path: Path) -> None:
    sha256 = kept.keep(image())
    first = kept.preview(sha256)
    (tmp_path / "photos" / sha256[:2] / sha256[2:4] / sha256).unlink()
    assert kept.preview(sha256) == first


def test_there_is_no_preview_of_what_is_no_image(kept: Photos) -> None:
    with pytest.raises(ValueError, match="image"):
        kept.preview(kept.keep(b"<html>"))


def test_who_starts_without_the_disk_finds_it_later(tmp_path: Path) -> None:
    place = tmp_path / "photos"
    place.touch()  # nobody makes a folder there
    photos = Photos(place)
    with pytest.raises(StoreAway):
        photos.keep(b"a photo")
    place.unlink()
    assert photos.read(photos.keep(b"a photo")) == b"a photo"


def test_a_jpeg_with_a_second_picture_behind_it_is_a_photo(kept: Photos) -> None:
    """As telephones write them: Pillow has another name for it."""
    made = BytesIO()
    first, second = Image.new("RGB", (640, 480), "red"), Image.new("RGB", (320, 240), "blue")
    first.save(made, "MPO", save_all=True, append_images=[second])
    assert inspect(made.getvalue()) == ImageFacts("image/jpeg", 640, 480)
    preview = Image.open(BytesIO(kept.preview(kept.keep(made.getvalue()))))
    assert (preview.format, preview.size) == ("JPEG", (640, 480))
