"""What keeps an open page up to date: a stream of server-sent events, or the same news on request.

A stream holds a thread of the server, so their number is bounded, in all and for each session: a page that gets none
asks now and then. What is sent is always the whole present state, so nothing is missed however often the connection
breaks.
"""

import json
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from flask import Response, abort, copy_current_request_context, jsonify, request

from store.notifier import ANYTHING, Bell
from webhook.webchat import room
from webhook.webchat.live import writing
from webhook.webchat.live.writing import Writers
from webhook.webchat.mount import Mount
from webhook.webchat.rendering import View

CAP = 32
EACH = 4  # of one session: with more pages open, the oldest of them asks now and then
PING = 15.0  # seconds; also how late a change is seen whose ring was lost
RETRY = 2000  # milliseconds

Look = Callable[[], View | None]
Wake = queue.SimpleQueue[str]
"""What woke a stream: "", or the name of somebody who is writing to its reader."""


@dataclass(eq=False)
class Stream:
    """An open stream; `whose` is the chat's id. `over`: it was ended in favour of a newer one of the same session."""

    whose: int
    wake: Wake = field(default_factory=Wake)
    over: bool = False

    def end(self) -> None:
        self.over = True
        self.wake.put("")


class Streams:
    """All the streams of this process, the oldest first. `on_change` is told how many there are."""

    def __init__(self, bell: Bell):
        self._bell = bell
        self.on_change: Callable[[int], None] = lambda count: None
        self._open: list[Stream] = []
        self._lock = threading.Lock()
        self._closed = False

    def reserve(self, whose: int) -> Stream | None:
        """A new stream, counted until `release`; None where there is no room.

        Where the session has as many as it may, the oldest of them is ended.
        """
        with self._lock:
            mine = [stream for stream in self._open if stream.whose == whose]
            if len(mine) >= EACH:
                mine[0].end()
                self._open.remove(mine[0])
            if self._closed or len(self._open) >= CAP:
                return None
            self._open.append(stream := Stream(whose))
            self.on_change(len(self._open))
            return stream

    def release(self, stream: Stream) -> None:
        with self._lock:
            if stream in self._open:
                self._open.remove(stream)
                self.on_change(len(self._open))

    def follow(self, stream: Stream, topics: frozenset[str], since: str, look: Look) -> Iterator[str]:
        """The events: what `look` sees, at once unless it is the version `since`, then at every change.

        The stream ends where `look` returns None.
        """
        unsubscribe = self._bell.subscribe(lambda rung: _wake(stream, topics, rung))
        try:
            yield f"retry: {RETRY}\n\n"
            while not (self._closed or stream.over):
                view = look()
                if view is None:
                    yield "event: gone\ndata:\n\n"
                    return
                yield ": ping\n\n" if view.version == since else _event(view)
                since = view.version
                for name in _wait(stream.wake):
                    yield f"event: typing\ndata: {json.dumps(name)}\n\n"
            if stream.over:
                yield "event: crowded\ndata:\n\n"
        finally:
            unsubscribe()

    def close(self) -> None:
        """Ends every stream; their pages connect again to whichever process listens."""
        self._closed = True
        with self._lock:
            for stream in self._open:
                stream.wake.put("")


def _event(view: View) -> str:
    return f"id: {view.version}\ndata: {json.dumps(view.as_json(), ensure_ascii=False)}\n\n"


def _wake(stream: Stream, topics: frozenset[str], rung: frozenset[str]) -> None:
    if rung & (topics | ANYTHING):
        stream.wake.put("")
    for whose, name in writing.names(rung):
        if whose in topics:
            stream.wake.put(name)


def _wait(wake: Wake) -> set[str]:
    """Until the bell rings or a ping is due; several rings are one. Returns the names of those who are writing."""
    names = set()
    try:
        names.add(wake.get(timeout=PING))
        while True:
            names.add(wake.get_nowait())
    except queue.Empty:
        return names - {""}


@dataclass(frozen=True)
class Live:
    mount: Mount
    streams: Streams
    writers: Writers

    def news(self) -> Response:
        """What the page shows now; 204 where it shows that already. A header tells who is writing."""
        visit = self.mount.known_visit()
        view = self.mount.view(visit)
        known = view.version == request.args.get("since")
        answer = Response(status=204) if known else jsonify(view.as_json())
        answer.headers["Writing"] = quote(self.writers.to(visit, view.latest))
        return answer

    def events(self) -> Response:
        visit = self.mount.known_visit()
        assert visit.chat is not None
        place = self.streams.reserve(visit.chat.id)
        if place is None:
            abort(503)

        @copy_current_request_context
        def look() -> View | None:
            now = room.visit(self.mount.desk, visit.address)
            return self.mount.view(now) if now.may_talk else None

        since = request.headers.get("Last-Event-ID") or request.args.get("since", "")
        stream = Response(self.streams.follow(place, visit.topics, since, look), mimetype="text/event-stream")
        stream.call_on_close(lambda: self.streams.release(place))
        stream.headers["X-Accel-Buffering"] = "no"
        self.mount.lasts(stream, visit)
        return stream
