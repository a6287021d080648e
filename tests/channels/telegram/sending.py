"""What the tests of sending send: messages, pictures and files."""

from io import BytesIO
from typing import Any

from PIL import Image

from bot.channels.messages import Outbound, StoredFile
from bot.settings.sections import Telegram as Settings
from store.files.photos import Photos
from tests.fakes.telegram import TOKEN

MARTA = "5001"


def settings(api_url: str) -> Settings:
    return Settings.model_validate({"token": TOKEN, "webhook_secret": "s3cret", "api_url": api_url})


def message(text: str = "", **more: Any) -> Outbound:
    return Outbound(1, MARTA, text=text, **more)


def picture(width: int = 64, height: int = 48, color: str = "red") -> bytes:
    made = BytesIO()
    Image.new("RGB", (width, height), color).save(made, "JPEG")
    return made.getvalue()


def stored(photos: Photos, content: bytes, kind: str = "photo", **more: Any) -> StoredFile:
    facts: dict[str, Any] = {"name": "foto.jpg", "content_type": "image/jpeg", "is_image": kind == "photo"}
    return StoredFile(1, kind, sha256=photos.keep(content), size=len(content), **facts | more)


def paper(kind: str = "document", **more: Any) -> StoredFile:
    """A file of which only the facts count."""
    facts: dict[str, Any] = {
        "name": "x",
        "content_type": "application/pdf",
        "sha256": "0" * 64,
        "size": 10,
        "is_image": False,
    }
    return StoredFile(1, kind, **facts | more)


def shot(**more: Any) -> StoredFile:
    return paper("photo", **({"content_type": "image/jpeg", "is_image": True} | more))
