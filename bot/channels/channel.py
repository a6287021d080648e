"""The contract of a channel: what a messaging platform must be able to do for us.

A channel translates and nothing else: no rule of tickets, no text of ours, no database. What goes wrong is one of three
words, so that the delivery never needs to know a provider's codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.messages import Inbound, Outbound, Receipt, Unreadable


class TryLater(Exception):
    """Not now; `wait` is the provider's own delay in seconds, None where it names none.

    `unknown` is set where the call may have been carried out (a timeout after the request left).
    """

    def __init__(self, why: str, wait: float | None = None, *, unknown: bool = False):
        super().__init__(why)
        self.wait, self.unknown = wait, unknown


class Undeliverable(Exception):
    """Never, for this message; `reason` is a key of the texts' [undelivered]; `blocked` shuts the chat."""

    def __init__(self, why: str, reason: str, *, blocked: bool = False):
        super().__init__(why)
        self.reason, self.blocked = reason, blocked


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


class Channel(Protocol):
    """One platform. `edits`, `reacts` and `withdraws` tell what it can do with a message that is already there, and
    `menus` whether the person's app can offer our commands."""

    name: str
    edits: bool
    reacts: bool
    withdraws: bool
    menus: bool

    def accept(self, request: Request) -> list[Inbound | Receipt | Unreadable]:
        """What a request to our hook says, in order; empty where it says nothing to us. Raises Forged."""
        ...

    def parts(self, message: Outbound) -> list[Outbound]:
        """The message cut to what one call of the provider carries, in order: pure, and called before it is kept, so
        that a row of the outbox is one call. Long text is marked "(1/3)"; the options go with the last text."""
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
