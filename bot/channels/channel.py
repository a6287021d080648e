"""The contract of a channel: what a messaging platform must be able to do for us.

A channel translates and nothing else: no rule of tickets, no text of ours, no database. What goes wrong is one of three
words, so that the delivery never needs to know a provider's codes.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from bot.channels.messages import Inbound, Outbound, Receipt, StoredFile, Unreadable

WINDOW = "window"
"""The reason of an Undeliverable that only waits for the person to write again."""


class TryLater(Exception):
    """Not now; `wait` is the provider's own delay in seconds, None where it names none.

    `unknown` is set where the call may have been carried out (a timeout after the request left).
    """

    def __init__(self, why: str, wait: float | None = None, *, unknown: bool = False):
        super().__init__(why)
        self.wait, self.unknown = wait, unknown


class NotInPlace(TryLater):
    """A file that we keep is not in its place now; the photo store itself can be reached."""


class Undeliverable(Exception):
    """Never, for this message; `reason` is a key of the texts' [undelivered]; `blocked` shuts the chat; `once_more`
    where the provider took it and failed by what may be over in a moment."""

    def __init__(self, why: str, reason: str, *, blocked: bool = False, once_more: bool = False):
        super().__init__(why)
        self.reason, self.blocked, self.once_more = reason, blocked, once_more


class Misconfigured(Exception):
    """Our own configuration is wrong (a revoked token): nothing goes out by this channel until somebody mends it."""


class Forged(Exception):
    """A request that does not come from the provider, or is not meant for us."""


@dataclass(frozen=True)
class Request:
    """A request to one of our hooks as it arrived. path_and_query is raw; header names are in lower case."""

    path_and_query: str
    headers: Mapping[str, str]
    body: bytes


class Memo(Protocol):
    """Where a channel keeps what it made at its provider's: `keep` returns what is kept, the first of two who do."""

    def recall(self, name: str, /) -> str | None: ...
    def keep(self, name: str, value: str) -> str: ...
    def forget(self, name: str) -> None: ...


class Channel(Protocol):
    """One platform. `edits`, `reacts` and `withdraws` tell what it can do with a message that is already there, and
    `menus` whether the person's app can offer our commands.

    window: how long after a person's last message we may speak to them freely; None: always. `tells_news`: they can
        be told, after that, that something waits for them (a message of the kind "news").
    confirms_within: the next message of a chat waits for the receipt of the one before, so long at most; None: there
        are no receipts to wait for.
    album_gap: files that follow each other so closely belong together; None: the channel tells albums itself.
    metered: what we send costs, and is counted. leaves_by_word: «BAJA» ends our notices there.
    rereads: the person sees what stands in our store, whenever they look.
    slash: commands are shown there as «/nuevo»; everywhere they are understood with and without it.
    """

    name: str
    edits: bool
    reacts: bool
    withdraws: bool
    menus: bool
    window: timedelta | None
    tells_news: bool
    confirms_within: timedelta | None
    album_gap: timedelta | None
    metered: bool
    leaves_by_word: bool
    slash: bool
    rereads: bool

    def accept(self, request: Request) -> list[Inbound | Receipt | Unreadable]:
        """What a request to our hook says, in order; empty where it says nothing to us. Raises Forged."""
        ...

    def parts(self, message: Outbound) -> list[Outbound]:
        """The message cut to what one call of the provider carries, in order: pure, and called before it is kept, so
        that a row of the outbox is one call. Long text is marked "(1/3)"; the options go with the last text."""
        ...

    def carries(self, file: StoredFile) -> bool:
        """Whether the person gets the file itself; else `send` gives them a link to it, which expires."""
        ...

    def send(self, message: Outbound) -> tuple[str, ...]:
        """Carries one part out and returns the provider's ids of what the person now sees (none for a reaction).
        Raises TryLater, Undeliverable or Misconfigured."""
        ...

    def fetch(self, ref: str, limit: int) -> bytes:
        """The bytes of a file that a person sent, at most `limit`. Raises TryLater, Undeliverable or Misconfigured."""
        ...

    def invitation_link(self, code: str) -> str | None:
        """Where a person taps to enter with this code; None where the channel has no such link."""
        ...


@runtime_checkable
class LooksBack(Protocol):
    """A channel whose provider does not bring again what we missed, but keeps a list of it."""

    name: str

    def missed(self, since: datetime, known: Callable[[Collection[str]], Collection[str]]) -> list[Inbound]:
        """What people wrote since then and `known` (which returns those of the keys that we have) does not know, in
        order. Raises TryLater, Undeliverable or Misconfigured."""
        ...
