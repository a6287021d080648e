"""How fast we may speak: Telegram's limits, kept by this process before Telegram has to remind us.

About one message a second in a chat with some at once, about thirty a second in all. Several workers share no count:
between them a reminder (429) may come, and then everybody it may concern waits as long as it says.
"""

import threading
import time

from bot.channels.rate_limit import FORGOTTEN_AFTER, Bucket

CHAT_RATE, CHAT_BURST = 1.0, 15.0
OVERALL_RATE, OVERALL_BURST = 28.0, 25.0


class Pace:
    """Without `keep_limits` (in tests of other things) only a reminder of Telegram's is heeded."""

    def __init__(self, *, keep_limits: bool = True):
        self._lock = threading.Lock()
        self._keep_limits = keep_limits
        self._all = Bucket(OVERALL_RATE, OVERALL_BURST)
        self._chats: dict[str, Bucket] = {}
        self._swept = time.monotonic()

    def take(self, chat: str, messages: int = 1) -> float:
        """0 where so many messages may go to the chat now, and then they count; else the seconds to wait."""
        with self._lock:
            now = time.monotonic()
            self._sweep(now)
            chats, cost = self._chat(chat), min(messages, CHAT_BURST) if self._keep_limits else 0
            wait = max(chats.wait(cost, now), self._all.wait(cost, now))
            if wait == 0:
                chats.left -= cost
                self._all.left -= cost
            return wait

    def hold(self, chat: str, seconds: float) -> None:
        """Telegram says wait, and not whether in this chat or in all: two chats held at once are taken for all."""
        with self._lock:
            now = time.monotonic()
            others = [bucket for name, bucket in self._chats.items() if name != chat]
            self._chat(chat).hold(now + seconds)
            if any(bucket.held_until > now for bucket in others):
                self._all.hold(now + seconds)

    def _chat(self, chat: str) -> Bucket:
        if chat not in self._chats:
            self._chats[chat] = Bucket(CHAT_RATE, CHAT_BURST)
        return self._chats[chat]

    def _sweep(self, now: float) -> None:
        if now - self._swept > FORGOTTEN_AFTER:
            self._swept = now
            quiet = [name for name, bucket in self._chats.items() if now - bucket.filled > FORGOTTEN_AFTER]
            for name in quiet:
                if self._chats[name].held_until <= now:
                    del self._chats[name]
