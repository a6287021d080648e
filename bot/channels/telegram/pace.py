"""How fast we may speak: Telegram's limits, kept by this process before Telegram has to remind us.

About one message a second in a chat with some at once, about thirty a second in all. Several workers share no count:
between them a reminder (429) may come, and then everybody it may concern waits as long as it says.
"""

import threading
import time

from bot.channels.rate_limit import Limit, RateLimiter

CHAT_BURST = 15.0
PER_CHAT = Limit(rate=1.0, burst=CHAT_BURST)
OVERALL = Limit(rate=28.0, burst=25.0)


class Pace:
    """Without `keep_limits` (in tests of other things) only a reminder of Telegram's is heeded."""

    def __init__(self, *, keep_limits: bool = True):
        self._limiter = RateLimiter(PER_CHAT, OVERALL) if keep_limits else None
        self._lock = threading.Lock()
        self._held_until: dict[str, float] = {}  # by chat
        self._all_held_until = 0.0

    def take(self, chat: str, messages: int = 1) -> float:
        """0 where so many messages may go to the chat now, and then they count; else the seconds to wait."""
        held_until = max(self._all_held_until, self._held_until.get(chat, 0.0))
        held = max(0.0, held_until - time.monotonic())
        if held or self._limiter is None:
            return held
        return self._limiter.take(chat, min(messages, CHAT_BURST))

    def hold(self, chat: str, seconds: float) -> None:
        """Telegram says wait, and not whether in this chat or in all: two chats held at once are taken for all."""
        with self._lock:
            now = time.monotonic()
            held = {name: until for name, until in self._held_until.items() if until > now}
            held[chat] = max(held.get(chat, 0.0), now + seconds)
            self._held_until = held
            if len(held) > 1:
                self._all_held_until = max(self._all_held_until, now + seconds)
