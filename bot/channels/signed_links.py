"""Links to single files, which expire: for the provider that must fetch them, or for a person."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.channels.messages import StoredFile

LASTS = timedelta(hours=12)
PATH = "/files/"


def _clock() -> datetime:
    return datetime.now(UTC)


def to_files(
    public_url: str, secret_key: str, now: Callable[[], datetime] = _clock
) -> Callable[[StoredFile], str]:
    """What makes a link to a file, good for twelve hours from when it is made."""
    return lambda file: f"{public_url}{PATH}{sign(secret_key, file.id, now() + LASTS)}"


def sign(secret_key: str, file_id: int, until: datetime) -> str:
    """The file and the end, with a seal that only we can make."""
    said = f"{file_id}.{int(until.timestamp())}"
    return f"{said}.{_seal(secret_key, said)}"


def read(secret_key: str, signed: str, now: datetime) -> int | None:
    """The id of the file; None for a link that is not ours, or over."""
    said, _, seal = signed.rpartition(".")
    file_id, _, until = said.partition(".")
    if not hmac.compare_digest(seal.encode("utf-8", "replace"), _seal(secret_key, said).encode()):
        return None
    return int(file_id) if now.timestamp() < int(until) else None


def _seal(secret_key: str, said: str) -> str:
    made = hmac.new(secret_key.encode(), b"file link " + said.encode("utf-8", "replace"), hashlib.sha256)
    return base64.urlsafe_b64encode(made.digest()).decode().rstrip("=")
