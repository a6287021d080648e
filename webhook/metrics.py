"""/metrics, for Prometheus: what waits and for how long, what failed, how many tickets are open; no personal data.

A caller on this machine may look, and whoever brings the token. Behind a proxy on this machine every caller seems to be
here, so a request that came through one needs the token.
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, request
from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from sqlalchemy.orm import Session

from bot.desk import Desk
from bot.runtime import rounds
from store.database import StoreAway
from store.health import alarms, processes
from store.upkeep import metrics, usage
from webhook import callers


def metrics_page(desk: Desk) -> Blueprint:
    routes = Blueprint("metrics", __name__)
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    registry.register(Figures(desk))
    token = desk.settings.web.metrics_token.get_secret_value()

    @routes.get("/metrics")
    def show() -> Response:
        if not (_has(token) or callers.is_here()):
            abort(403)
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return routes


def _has(token: str) -> bool:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    same = hmac.compare_digest(given.strip().encode("utf-8", "replace"), token.encode())
    return bool(token) and kind.lower() == "bearer" and same


class Figures(Collector):
    """The figures, read anew from the store at each request: every receiver shows the same."""

    def __init__(self, desk: Desk):
        self._desk = desk
        self._heard, self._said = metrics.messages_in(), metrics.messages_out()

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("ticketero_store_up", "Whether the store can be reached.")
        try:
            with self._desk.store.read() as session:
                found = list(self._look(session))
        except StoreAway:
            found = []
        up.add_metric([], 1 if found else 0)
        yield from (up, *found, *_rounds(self._desk))

    def _look(self, session: Session) -> Iterator[Metric]:
        now = self._desk.now()
        yield from self._waiting(session)
        silent_before = self._desk.silent_before()
        yield from _tickets(session, silent_before)
        yield from _ages(session, silent_before, now)
        yield from _health(session, self._desk.channels, silent_before, now)
        yield _paid(session, self._desk.now())
        settled = self._desk.now() - timedelta(seconds=metrics.SETTLED)
        for name, what, tally in (
            ("ticketero_messages_in", "Messages that came in.", self._heard),
            ("ticketero_messages_out", "Messages that we said.", self._said),
        ):
            counter = CounterMetricFamily(name, what, labels=["channel"])
            for channel in sorted({*self._desk.channels, *(seen := tally.look(session, settled))}):
                counter.add_metric([channel], seen.get(channel, 0))
            yield counter

    def _waiting(self, session: Session) -> Iterator[Metric]:
        now, channels = self._desk.now(), self._desk.channels
        for name, states, counts in (
            ("inbox", metrics.INBOX_STATES, metrics.inbox(session)),
            ("outbox", metrics.OUTBOX_STATES, metrics.outbox(session)),
        ):
            gauge = GaugeMetricFamily(
                f"ticketero_{name}_messages",
                f"Messages in the {name} that are not done.",
                labels=["channel", "state"],
            )
            for channel in sorted({*channels, *(channel for channel, _ in counts)}):
                for state in states:
                    gauge.add_metric([channel, state], counts.get((channel, state), 0))
            yield gauge
        yield _by_channel(
            "ticketero_outbox_oldest_seconds",
            "Age of the oldest message that waits to be sent.",
            channels,
            {channel: _age(since, now) for channel, since in metrics.oldest_unsent(session).items()},
        )
        late = _age(metrics.to_be_heard_since(session), now)
        yield GaugeMetricFamily("ticketero_hearing_late_seconds", "How late the hearing is.", value=late)
        wanted = metrics.files_wanted(session)
        yield GaugeMetricFamily("ticketero_files_wanted", "Files that are still to be fetched.", value=wanted)


def _ages(session: Session, silent_before: Mapping[str, datetime], now: datetime) -> Iterator[Metric]:
    """How long those wait who wait longest; 0 where nobody does."""
    for name, what, since in (
        (
            "ticketero_unanswered_oldest_seconds",
            "Age of the oldest message of a client that nobody answered.",
            metrics.waits_longest(session),
        ),
        (
            "ticketero_unassigned_oldest_seconds",
            "Age of the oldest open ticket that is unassigned, or whose technician cannot be reached.",
            metrics.nobodys_since(session, silent_before),
        ),
    ):
        yield GaugeMetricFamily(name, what, value=_age(since, now))


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def _health(
    session: Session, channels: Iterable[str], silent_before: Mapping[str, datetime], now: datetime
) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "ticketero_workers_alive", "Processes that deliver and live.", value=processes.workers(session, now)
    )
    yield GaugeMetricFamily(
        "ticketero_tickets_out_of_reach",
        "Open tickets whose technician cannot be reached.",
        value=len(metrics.out_of_reach(session, silent_before)),
    )
    standing = GaugeMetricFamily(
        "ticketero_alarm_seconds", "How long lasts what hinders the desk, by its cause.", labels=["cause"]
    )
    for alarm in alarms.standing(session):
        standing.add_metric([alarm.cause], _age(alarm.since, now))
    yield standing
    yield _by_channel(
        "ticketero_outbox_failing",
        "Messages that failed at least once and are tried again.",
        channels,
        metrics.failing(session),
    )


def _by_channel(name: str, what: str, channels: Iterable[str], known: Mapping[str, float]) -> Metric:
    """A gauge with a line for each channel that we have or know something of, 0 where that is nothing."""
    gauge = GaugeMetricFamily(name, what, labels=["channel"])
    for channel in sorted({*channels, *known}):
        gauge.add_metric([channel], known.get(channel, 0))
    return gauge


def _rounds(desk: Desk) -> Iterator[Metric]:
    """Of this process alone."""
    tally = rounds.of(desk).tally
    for name, what, value in (
        ("ticketero_rounds", "Transactions by which this process took messages in.", tally.rounds),
        ("ticketero_rounds_messages", "Messages that it took in by them.", tally.messages),
        ("ticketero_rounds_seconds", "How long they took together.", tally.seconds),
    ):
        yield CounterMetricFamily(name, what, value=value)


def _paid(session: Session, now: datetime) -> Metric:
    """What was sent this month by channels that cost."""
    paid = GaugeMetricFamily(
        "ticketero_paid_messages_month", "Messages that cost, sent in this month (UTC).", labels=["channel"]
    )
    for channel, messages in sorted(usage.of_month(session, now).items()):
        paid.add_metric([channel], messages)
    return paid


def _tickets(session: Session, silent_before: Mapping[str, datetime]) -> Iterator[Metric]:
    is_open, unassigned = metrics.tickets(session, silent_before)
    yield GaugeMetricFamily("ticketero_tickets_open", "Tickets that are open.", value=is_open)
    yield GaugeMetricFamily(
        "ticketero_tickets_unassigned", "Open tickets that are nobody's.", value=unassigned
    )
