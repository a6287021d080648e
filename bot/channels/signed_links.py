"""Links to single files, which expire: for the provider that must fetch them, or for a person.

A link carries, signed, all that it takes to answer it: the content's hash, the name and the type of the file, and the
moment at which it ends. So it opens without the database, which may be away when the provider comes for the file.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, Signer

from bot.channels.messages import StoredFile

LASTS = timedelta(hours=12)
PATH = "/files/"
LONGEST = 100  # characters of a name's end and of a type in a link: its address must be one that every provider takes


@dataclass(frozen=True)
class Linked:
    """The file that a link opens."""

    sha256: str
    name: str
    content_type: str


def link_maker(public_url: str, secret_key: str, now: Callable[[], datetime]) -> Callable[[StoredFile], str]:
    """A function that makes the link to a file, good for twelve hours from when it is made."""
    return lambda file: f"{public_url}{PATH}{sign(secret_key, linked(file), now() + LASTS)}"


def linked(file: StoredFile) -> Linked:
    return Linked(file.sha256, file.name[-LONGEST:], file.content_type[:LONGEST])


def sign(secret_key: str, file: Linked, until: datetime) -> str:
    """«what.until.signature»: none of the three holds a full stop."""
    what = json.dumps([file.sha256, file.name, file.content_type], ensure_ascii=False).encode()
    plain = base64.urlsafe_b64encode(what).rstrip(b"=")
    return _signer(secret_key).sign(plain + f".{int(until.timestamp())}".encode()).decode()


def read(secret_key: str, signed: str, now: datetime) -> Linked | None:
    """What the link opens; None for one that is not ours, or over. Never raises."""
    try:
        plain, until = _signer(secret_key).unsign(signed).split(b".")
        if now.timestamp() >= int(until):
            return None
        return Linked(*json.loads(base64.urlsafe_b64decode(plain + b"==")))
    except (BadSignature, ValueError, TypeError):
        return None


def _signer(secret_key: str) -> Signer:
    return Signer(secret_key, salt="file link", digest_method=hashlib.sha256)
