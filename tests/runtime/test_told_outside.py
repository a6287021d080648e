"""Errors told to Sentry and traces to OpenTelemetry, by a real process: what failed, where and how long; no more."""

import gzip
import json
from collections.abc import Iterator
from email.message import Message
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.admin.terminal import on_sqlite
from tests.fakes.line import Answer, Line
from tests.fakes.telegram import SECRET, TOKEN, running
from tests.harness import programs
from tests.harness.houses import House, opened
from tests.harness.waiting import until

WORDS = "mi clave es quinientos"
PUBLIC_KEY = "0123456789abcdef0123456789abcdef"
BREAKS = f"""
import logging
from bot.conversation import turns
def breaks(*given, **named):
    logging.getLogger("bot").error("refused: {TOKEN}")
    said = {WORDS!r}
    try:
        raise ValueError(said)
    except ValueError as error:
        raise LookupError("{TOKEN}") from error
turns._hear = breaks
"""


class Outside:
    """Both, at one address: what each was sent, unpacked."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes]] = []
        self.line = Line(self._take)

    def _take(self, method: str, target: str, headers: Message, body: bytes) -> Answer:
        packed = headers.get("Content-Encoding") == "gzip"
        self.sent.append((target, gzip.decompress(body) if packed else body))
        return 200, {}, b""

    def everything(self) -> str:
        return "\n".join(body.decode("utf-8", "replace") for _, body in self.sent)

    def errors(self) -> list[dict[str, Any]]:
        """The events: an envelope is a line for itself, one for each item's head, and the item."""
        lines = [line for target, body in self.sent if "envelope" in target for line in body.splitlines()]
        return [event for event in map(json.loads, lines) if "logentry" in event]

    def spans(self) -> set[str]:
        traces = [body for target, body in self.sent if target == "/v1/traces"]
        return {
            span.name
            for request in map(ExportTraceServiceRequest.FromString, traces)
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        }


@pytest.fixture
def outside() -> Iterator[Outside]:
    outside = Outside()
    yield outside
    outside.line.close()


@pytest.fixture
def house(store_url: str, tmp_path: Path) -> Iterator[House]:
    with running() as telegram, opened(store_url, tmp_path, telegram) as house:
        yield house


@on_sqlite
def test_an_error_is_told_without_what_was_written(house: House, outside: Outside) -> None:
    dsn = outside.line.url.replace("://", f"://{PUBLIC_KEY}@") + "/1"
    house.environ |= {"TICKETERO_LOG__SENTRY": dsn}
    house.start("run", how=partial(programs.start, before=BREAKS))
    house.until_ready()
    assert house.write(WORDS) == 200
    until(lambda: any("exception" in error for error in outside.errors()))
    event = next(error for error in outside.errors() if "exception" in error)
    assert [kind["type"] for kind in event["exception"]["values"]] == ["ValueError", "LookupError"]
    said = outside.everything()
    assert not [hidden for hidden in (WORDS, TOKEN, SECRET, '"vars"', "X-Telegram") if hidden in said]


def test_what_takes_how_long_is_told_without_what_was_written(house: House, outside: Outside) -> None:
    house.environ |= {"TICKETERO_LOG__TRACES": outside.line.url, "OTEL_BSP_SCHEDULE_DELAY": "50"}
    process = house.start("run")
    house.until_ready()
    assert house.write(WORDS) == 200
    assert house.get("/chat?code=TK-AAAAA-BBBBB") == 200
    until(lambda: bool(house.shown()))
    wanted = {"POST /hooks/<name>", "GET /chat", "send telegram", "SELECT", "INSERT"}
    until(lambda: wanted <= outside.spans())
    process.terminate()
    assert process.wait(10) == 0
    hidden = (WORDS, TOKEN, SECRET, "TK-AAAAA-BBBBB")
    assert not [each for each in hidden if each in outside.everything()]


@on_sqlite
def test_nobody_is_missed_where_the_collector_is_away(house: House) -> None:
    house.environ |= {"TICKETERO_LOG__TRACES": "http://127.0.0.1:9", "OTEL_BSP_SCHEDULE_DELAY": "50"}
    process = house.start("run")
    house.until_ready()
    assert house.write("/ayuda") == 200
    until(lambda: bool(house.shown()))
    process.terminate()
    assert process.wait(10) == 0
