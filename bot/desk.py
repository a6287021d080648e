"""The running desk: everything that a turn needs, made once by `assemble`. Nothing else calls the clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar

from bot.channels.channel import Channel
from bot.language.texts import Texts
from bot.settings.sections import Settings
from store.database import Database
from store.files.photos import Photos
from store.notifier import Bell
from store.timekeeper import wall

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Desk:
    settings: Settings
    store: Database
    bell: Bell
    photos: Photos
    texts: Texts
    channels: Mapping[str, Channel]
    secret_key: str
    now: Callable[[], datetime] = field(default=wall)
    _made: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)
    _making: Lock = field(default_factory=Lock, init=False, repr=False)

    def once(self, make: Callable[["Desk"], T]) -> T:
        """What this process has once for the desk, made when it is first asked for."""
        with self._making:
            if make not in self._made:
                self._made[make] = make(self)
            made: T = self._made[make]
            return made

    def shut_before(self) -> dict[str, datetime]:
        """By channel: whoever wrote last before that time cannot be spoken to freely there."""
        now = self.now()
        return {name: now - channel.window for name, channel in self.channels.items() if channel.window}

    def silent_before(self) -> dict[str, datetime]:
        """By channel: whoever wrote last before that time is not even told there that something waits for them."""
        shut = self.shut_before()
        return {name: before for name, before in shut.items() if not self.channels[name].tells_news}
