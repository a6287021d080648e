"""Links to single files, which expire: for the provider that must fetch them, or for a person.

A link carries the file's id and the moment at which it ends, both legible and signed.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, Signer

from bot.channels.messages import StoredFile

LASTS = timedelta(hours=12)
PATH = "/files/"


def _clock() -> datetime:
    return datetime.now(UTC)


def link_maker(
    public_url: str, secret_key: str, now: Callable[[], datetime] = _clock
) -> Callable[[StoredFile], str]:
    """A function that makes the link to a file, good for twelve hours from when it is made."""
    return lambda file: f"{public_url}{PATH}{sign(secret_key, file.id, now() + LASTS)}"


def sign(secret_key: str, file_id: int, until: datetime) -> str:
    return _signer(secret_key).sign(f"{file_id}.{int(until.timestamp())}").decode()


def read(secret_key: str, signed: str, now: datetime) -> int | None:
    """The id of the file; None for a link that is not ours, or over. Never raises."""
    try:
        file_id, until = map(int, _signer(secret_key).unsign(signed).split(b"."))
    except (BadSignature, ValueError):
        return None
    return file_id if now.timestamp() < until else None


def _signer(secret_key: str) -> Signer:
    return Signer(secret_key, salt="file link", digest_method=hashlib.sha256)
