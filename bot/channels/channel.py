"""The contract of a channel: what a messaging platform must do for us, and what it may be able to do beside.

A channel translates and nothing else: no rule of tickets, no text of ours, no database. What goes wrong is TryLater,
Undeliverable or Misconfigured, so that the delivery never needs to know a provider's codes.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from bot.channels.messages import Arrival, Inbound, Option, Outbound, Receipt, StoredFile

WINDOW = "window"
"""The reason of an Undeliverable that can be delivered once the person writes again."""
OF_FILES = frozenset({"refused", "media_refused", "too_big"})
"""The reasons of an Undeliverable for which the files of a message may be to blame: its words can go without them."""


class TryLater(Exception):
    """It cannot be done now; `wait` is the provider's own delay in seconds, None where it names none.

    `unknown` is set where the call may have been carried out all the same (a timeout after the request left);
    `doubtful` where we do not know what the provider says, so that the message itself may be at fault after all.
    """

    def __init__(self, why: str, wait: float | None = None, *, unknown: bool = False, doubtful: bool = False):
        super().__init__(why)
        self.wait, self.unknown, self.doubtful = wait, unknown, doubtful


class NotInPlace(TryLater):
    """A file that we keep is not in its place now; the photo store itself can be reached."""


class Undeliverable(Exception):
    """This message can never be delivered; `reason` is a key of the texts' [undelivered].

    `blocked`: the person wants nothing more from us in this chat. `once_more`: the provider took it and failed by what
    may be over soon, so that a few more tries are worth it.
    """

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


@dataclass(frozen=True)
class Finding:
    """Something that the check looked at. what: its name in one word; said: how it is, on one line; remedy: what to do
    where it is not well."""

    what: str
    fine: bool
    said: str
    remedy: str = ""


class ProviderCache(Protocol):
    """Where a channel keeps the ids of what it made at its provider's: `keep` returns what is kept, which is the first
    value where two were given."""

    def recall(self, name: str, /) -> str | None: ...
    def keep(self, name: str, value: str) -> str: ...
    def forget(self, name: str) -> None: ...


class Channel(Protocol):
    """One platform. A channel inherits from this and names only what differs from the defaults below."""

    name: str

    edits: bool = False
    """It can change a message that is already there."""

    reacts: bool = False
    """It can put an emoji on the person's message."""

    withdraws: bool = False
    """It can take back a message that is already there."""

    menus: bool = False
    """The person's app can offer our commands."""

    slash: bool = False
    """Commands are shown as «/nuevo»; they are understood with and without it everywhere."""

    window: timedelta | None = None
    """How long after a person's last message we may speak to them freely; None: always."""

    tells_news: bool = False
    """After that they can be told that something waits for them, by an Outbound of the kind "news"."""

    confirms_within: timedelta | None = None
    """The next message of a chat waits for the receipt of the one before, so long at most; None: there are none."""

    album_gap: timedelta | None = None
    """Files that follow each other so closely belong together; None: the channel tells albums itself."""

    metered: bool = False
    """What we send costs, and is counted."""

    leaves_by_word: bool = False
    """«BAJA» ends our notices there."""

    draws: bool = False
    """It shows what each line of a message is, where that is known; it does not cut messages into parts."""

    rereads: bool = False
    """The person sees what stands in our store, whenever they look."""

    def accept(self, request: Request) -> list[Arrival]:
        """What a request to our hook says, in order; empty where it says nothing to us. Raises Forged."""
        ...

    def parts(self, message: Outbound) -> list[Outbound]:
        """The message cut into what one call of the provider carries, in order.

        Pure, and called before the message is kept, so that a row of the outbox is one call. Long text is marked
        "(1/3)"; the options go with the last text.
        """
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
        """Where a person taps to enter with this code; None where the channel has no such link, or cannot know it yet.
        Asks no provider: people are invited in the middle of a transaction."""
        ...

    def start_link(self, place: str, said: str) -> str | None:
        """Where somebody taps who scanned a sticker: they begin a ticket from that place, as by the words `said`. None
        as for `invitation_link`."""
        return None


# What a channel may be able to do beside: whoever needs it asks by isinstance.


@runtime_checkable
class SendsAsync(Protocol):
    """It can send without a thread that waits for the answer."""

    confirms_within: timedelta | None

    def begin(self, message: Outbound) -> "Future[tuple[str, ...]]":
        """As `send`, under way when it returns."""
        ...


@runtime_checkable
class HasHistory(Protocol):
    """Its provider does not bring again what we missed, but keeps a list of it."""

    name: str

    def missed(self, since: datetime, known: Callable[[Collection[str]], Collection[str]]) -> list[Inbound]:
        """What people wrote since then and `known` (which returns those of the keys that we have) does not know, in
        order. Raises TryLater, Undeliverable or Misconfigured."""
        ...

    def failed(self, since: datetime) -> list[Receipt]:
        """What we sent since then and was not delivered: a receipt of each, in order. Raises as `missed`."""
        ...


@runtime_checkable
class Checks(Protocol):
    """It can ask its provider whether we are set up well."""

    def check(self, public_url: str) -> list[Finding]:
        """What was looked at. Raises nothing."""
        ...


@runtime_checkable
class Registers(Protocol):
    """It tells its provider itself where our hook is, and which commands there are in each language."""

    def register(self, public_url: str, menus: Mapping[str, Sequence[Option]]) -> None: ...


@runtime_checkable
class IsToldByHand(Protocol):
    """Somebody has to enter at its provider's where our hook is."""

    def to_enter(self, public_url: str) -> list[str]: ...


@runtime_checkable
class AsksItsName(Protocol):
    """Its links hold a name that only its provider tells."""

    def ask_name(self) -> None:
        """Waits a moment for the provider. Raises TryLater, Undeliverable or Misconfigured."""
        ...


@runtime_checkable
class KeepsOpen(Protocol):
    """It keeps a connection open, from `open`, which waits for nothing, or its first call until `close`."""

    def open(self) -> None: ...
    def close(self) -> None: ...
