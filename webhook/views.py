"""The hooks that the providers call, and what tells a load balancer that we are alive and ready.

Whoever shows a provider's secret gets 2xx, whatever they bring: what we cannot read is set aside for a person to look
at. Only while the store cannot be reached it is a 5xx, so that the provider brings it again.
"""

import hashlib
import logging
from datetime import timedelta

from flask import Blueprint, Response, abort, request

from bot.channels.channel import Channel, Forged, Request
from bot.channels.messages import Arrival, Unreadable
from bot.desk import Desk
from bot.runtime import inbound, troubles
from webhook.readiness import Readiness

LIMIT = 5 * 1024 * 1024
FORGED_LASTS = timedelta(minutes=10)  # since the last of them
log = logging.getLogger(__name__)


def hooks(desk: Desk) -> Blueprint:
    """/hooks/<channel>, with /status behind it where a provider reports apart; /health; /ready."""
    routes = Blueprint("hooks", __name__)

    @routes.post("/hooks/<name>")
    @routes.post("/hooks/<name>/status")
    def receive(name: str) -> Response:
        channel = desk.channels.get(name) or abort(404)
        delivery = _read_request()
        inbound.take(desk, _accept(desk, channel, delivery))
        return Response()  # not 204: waitress hangs up after an answer without a length

    @routes.get("/health")
    def health() -> Response:
        return Response("ok\n", mimetype="text/plain")

    readiness = Readiness(desk)

    @routes.get("/ready")
    def ready() -> Response:
        """Whether the store can be reached and written (StoreAway becomes a 503) and has a schema that we can serve."""
        why = readiness.why_not()
        return Response(f"{why or 'ready'}\n", 503 if why else 200, mimetype="text/plain")

    return routes


def _read_request() -> Request:
    """The request as it arrived; 413 for one that is too big, or that says it has a body and brings none."""
    body = b"" if (request.content_length or 0) > LIMIT else request.stream.read(LIMIT + 1)
    if (not body and request.content_length) or len(body) > LIMIT:
        abort(413)
    path = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.full_path
    return Request(path, {name.lower(): value for name, value in request.headers}, body)


def _accept(desk: Desk, channel: Channel, delivery: Request) -> list[Arrival]:
    try:
        return channel.accept(delivery)
    except Forged as forged:
        said = f"{channel.name}: calls to its hook are refused as forged ({forged})"
        troubles.of(desk).meet(f"forged {channel.name}", said, FORGED_LASTS)
        abort(403)
    except Exception as broken:
        log.exception("%s could not read a delivery", channel.name)
        return [_unreadable(channel.name, delivery, broken)]


def _unreadable(channel: str, delivery: Request, broken: Exception) -> Unreadable:
    key = "raw:" + hashlib.sha256(delivery.body).hexdigest()
    return Unreadable(channel, key, type(broken).__name__, delivery.body.decode("utf-8", "replace"))
