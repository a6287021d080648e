"""What the store can keep of what came in: providers' JSON and forms can spell more than any database takes.

A NUL, and half a character (a lone surrogate), become "\ufffd", so that the rest of the message is heard; an identity
too long for an index is known by its hash. Everything that comes in passes here, whatever its channel.
"""

import hashlib
import re
from dataclasses import replace
from typing import Any, TypeVar

from bot.channels.messages import FileRef, Inbound, Receipt, Sender, Unreadable

Said = TypeVar("Said", bound=Inbound | Receipt | Unreadable | FileRef | Sender)

IDENTITIES = {"key", "message_id", "quoted", "album", "address", "other_address", "unique"}
LONGEST_IDENTITY = 200
BIGGEST = 1 << 62
_UNKEPT = re.compile("[\0\ud800-\udfff]")


def clean(said: Said) -> Said:
    """The same, as the store can keep it."""
    changed = {name: kept for name, value in vars(said).items() if (kept := _kept(name, value)) is not value}
    return replace(said, **changed) if changed else said


def _kept(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return _identity(storable(value)) if name in IDENTITIES else storable(value)
    if name == "files":
        return tuple(map(clean, value)) or value
    if name == "sender":
        return clean(value)
    if name == "size" and not (isinstance(value, int) and 0 <= value < BIGGEST):
        return None
    return value


def storable(value: str) -> str:
    """The text with "\ufffd" for what no store keeps."""
    return _UNKEPT.sub("\ufffd", value) if _UNKEPT.search(value) else value


def _identity(value: str) -> str:
    return value if len(value) <= LONGEST_IDENTITY else hashlib.sha256(value.encode()).hexdigest()
