"""What keeps an open page up to date: a stream of server-sent events, or the same news on request.

A stream holds a thread of the server, so there are so many and no more: the page that finds none free asks now and
then. What is sent is always the whole present state, so nothing is missed however often the line breaks.
"""

import json
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import Response, abort, copy_current_request_context, jsonify, request

from store.bell import ANYTHING, Bell
from webhook.webchat import room
from webhook.webchat.mount import Mount
from webhook.webchat.rendering import View

CAP = 32
PING = 15.0  # seconds; also how late a change is seen whose ring was lost
RETRY = 2000  # milliseconds

Look = Callable[[], View | None]
Wake = queue.SimpleQueue[None]


class Streams:
    """All the streams of this process."""

    def __init__(self, bell: Bell, cap: int = CAP):
        self._bell = bell
        self._free = threading.BoundedSemaphore(cap)
        self._open: set[Wake] = set()
        self._lock = threading.Lock()
        self._closed = False

    def reserve(self) -> bool:
        """Whether a stream was free; it is this caller's until `release`."""
        return not self._closed and self._free.acquire(blocking=False)

    def release(self) -> None:
        self._free.release()

    def follow(self, topic: str, since: str, look: Look) -> Iterator[str]:
        """What `look` sees, at once if it is not `since`, then at every change; its None is the end."""
        wake = Wake()
        unsubscribe = self._bell.subscribe(lambda rung: wake.put(None) if rung & {topic, *ANYTHING} else None)
        with self._lock:
            self._open.add(wake)
        try:
            yield f"retry: {RETRY}\n\n"
            while not self._closed:
                view = look()
                if view is None:
                    yield "event: gone\ndata:\n\n"
                    return
                yield ": ping\n\n" if view.version == since else _event(view)
                since = view.version
                _wait(wake)
        finally:
            unsubscribe()
            with self._lock:
                self._open.discard(wake)

    def close(self) -> None:
        """Ends every stream; their pages connect again wherever somebody listens."""
        self._closed = True
        with self._lock:
            for wake in self._open:
                wake.put(None)


def _event(view: View) -> str:
    return f"id: {view.version}\ndata: {json.dumps(view.as_json(), ensure_ascii=False)}\n\n"


def _wait(wake: Wake) -> None:
    """Until the bell rings or a ping is due; several rings are one."""
    try:
        wake.get(timeout=PING)
        while True:
            wake.get_nowait()
    except queue.Empty:
        return


@dataclass(frozen=True)
class Live:
    mount: Mount
    streams: Streams

    def news(self) -> Response:
        """What the page shows now; 204 where it shows that already."""
        view = self.mount.view(self.mount.known_visit())
        if view.version == request.args.get("since"):
            return Response(status=204)
        return jsonify(view.as_json())

    def events(self) -> Response:
        visit = self.mount.known_visit()
        assert visit.chat is not None
        if not self.streams.reserve():
            abort(503)

        @copy_current_request_context
        def look() -> View | None:
            now = room.visit(self.mount.desk, visit.address)
            return self.mount.view(now) if now.may_talk else None

        since = request.headers.get("Last-Event-ID") or request.args.get("since", "")
        stream = Response(
            self.streams.follow(f"chat:{visit.chat.id}", since, look), mimetype="text/event-stream"
        )
        stream.call_on_close(self.streams.release)
        stream.headers["X-Accel-Buffering"] = "no"
        return stream
