"""The calls to the providers: a row goes out, and its outcome is told, whatever goes wrong.

Each channel has a pool of threads of its own, so that a provider that hangs holds up nobody else's messages. What
needs no look-up goes by a channel that can be awaited without any thread. No call is made inside a transaction.
"""

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from datetime import datetime, timedelta

from bot.channels.channel import Misconfigured, SendsAsync, TryLater, Undeliverable
from bot.channels.messages import Outbound
from bot.delivery import render, result
from bot.delivery.queues.pool import Pool
from bot.delivery.result import Outcome, Sent, WaitForWindow
from bot.desk import Desk
from bot.replies import window
from bot.settings import traces
from store.database import StoreAway
from store.tables import OutboxMessage

log = logging.getLogger(__name__)

OnEnd = Callable[[OutboxMessage, Outcome], None]


class Calls:
    """The calls of one worker. `on_end` is called with each row and its outcome, on whatever thread the call ended."""

    def __init__(self, desk: Desk, at_once: int, on_end: OnEnd):
        self._desk, self._on_end = desk, on_end
        self._pools = {name: Pool(f"delivery {name}", at_once) for name in desk.channels}
        self._paused_until: dict[str, datetime] = {}

    def paused(self, channel: str) -> bool:
        """Whether nothing is to be leased for it now, since it is wrongly configured."""
        until = self._paused_until.get(channel)
        return until is not None and until > self._desk.now()

    def instant_channels(self) -> list[str]:
        """Those whose calls need no thread, whose receipts nobody waits for, and that work."""
        return [
            name
            for name, channel in self._desk.channels.items()
            if isinstance(channel, SendsAsync)
            and not channel.confirms_within
            and name not in self._paused_until
        ]

    def start(self, row: OutboxMessage) -> None:
        """A plain row of a channel that can be awaited needs no thread; the others look things up, or wait."""
        channel = self._desk.channels[row.chat.channel]
        if isinstance(channel, SendsAsync) and render.needs_no_look_up(row):
            self._begin(channel, row)
        else:
            self.on_thread(row, self._carry, row)

    def on_thread(self, row: OutboxMessage, task: Callable[..., None], *args: object) -> None:
        """Runs what may take time on a thread of the row's channel."""
        self._pools[row.chat.channel].submit(task, *args)

    def _begin(self, channel: SendsAsync, row: OutboxMessage) -> None:
        try:
            with self._desk.store.read() as session:  # which opens no connection, since nothing is looked up
                message = render.write(self._desk, session, row, self._desk.now())
            call = channel.begin(message)
        except Exception as error:
            self._on_end(row, self._outcome_of(row, error))
            return
        span = traces.begin(f"send {row.chat.channel}")
        call.add_done_callback(lambda done: traces.end(span))
        call.add_done_callback(lambda done: self._on_end(row, self._outcome_of_call(row, message, done)))

    def _outcome_of_call(
        self, row: OutboxMessage, message: Outbound, done: "Future[tuple[str, ...]]"
    ) -> Outcome:
        try:
            return self._sent(row, message, done.result())
        except CancelledError:
            return self._outcome_of(row, TryLater("the process is about to end", unknown=True))
        except Exception as error:
            return self._outcome_of(row, error)

    def _carry(self, row: OutboxMessage) -> None:
        try:
            outcome = self._hand_over(row)
        except Exception as error:
            outcome = self._outcome_of(row, error)
        self._on_end(row, outcome)

    def _hand_over(self, row: OutboxMessage) -> Outcome:
        now, channel = self._desk.now(), self._desk.channels[row.chat.channel]
        with self._desk.store.read() as session:
            message = render.write(self._desk, session, row, now)
        if row.kind == "message" and not window.is_open(self._desk, row.chat, now):
            return WaitForWindow(told=False)
        lost_files = len(message.files) < len(row.content.get("files", ()))
        # Where files were lost, their names make its text longer.
        parts = channel.parts(message) if lost_files else [message]
        with traces.span(f"send {channel.name}"):
            ids = tuple(id_ for part in parts for id_ in channel.send(part))
        return self._sent(row, message, ids)

    def _sent(self, row: OutboxMessage, message: Outbound, ids: tuple[str, ...]) -> Sent:
        channel = self._desk.channels[row.chat.channel]
        if self._paused_until.pop(channel.name, None):
            log.warning("%s works again", channel.name)
        links = tuple(file.name for file in message.files if not channel.carries(file))
        return Sent(ids or (message.targets if row.kind == "edit" else ()), links)

    def _outcome_of(self, row: OutboxMessage, error: Exception) -> Outcome:
        """Whatever goes wrong is an outcome too."""
        if isinstance(error, Misconfigured):
            self._pause(row.chat.channel, error)
        elif not isinstance(error, render.Obsolete | StoreAway | TryLater | Undeliverable):
            log.error("delivery of outbox %s broke", row.id, exc_info=error)
        return result.of_failure(row, error, self._desk.now())

    def _pause(self, channel: str, wrong: Misconfigured) -> None:
        """Nothing is leased for it until one row is tried again; told once."""
        if channel not in self._paused_until:
            log.error("%s is wrongly configured; what goes out by it waits: %s", channel, wrong)
        self._paused_until[channel] = self._desk.now() + timedelta(seconds=result.PAUSE)
