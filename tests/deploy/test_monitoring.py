"""Alerts and dashboard look at figures that the desk tells."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.database import Database
from tests import ROOT
from tests.databases.stores import opened
from tests.harness.apps import create_app
from tests.harness.desks import Provider, desk_on

ALERTS = (ROOT / "deploy/prometheus/alerts.yml").read_text("utf-8")
DASHBOARD = json.loads((ROOT / "deploy/grafana/ticketero.json").read_text("utf-8"))
FIGURE = re.compile(r"\bticketero_\w+")


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Database]:
    yield from opened(sqlite_url)


@pytest.fixture
def told(store: Database, tmp_path: Path) -> set[str]:
    page = create_app(desk_on(store, tmp_path, Provider("telegram"))).test_client().get("/metrics").text
    return set(re.findall(r"^# TYPE (\w+)", page, re.MULTILINE))


def test_every_figure_that_an_alert_looks_at_is_told(told: set[str]) -> None:
    looked_at = set(FIGURE.findall("\n".join(re.findall(r"expr: (.*)", ALERTS))))
    assert len(looked_at) > 8
    assert looked_at <= told


def test_every_alert_says_what_is_wrong_and_what_to_do() -> None:
    alerts = re.split(r"\n\s+- alert: ", ALERTS)[1:]
    assert len(alerts) > 5
    assert [alert for alert in alerts if not {"summary:", "remedy:"} <= set(alert.split())] == []


def test_every_figure_of_the_dashboard_is_told(told: set[str]) -> None:
    shown = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    assert set(FIGURE.findall("\n".join(shown))) <= told
    places = [tuple(panel["gridPos"].values()) for panel in DASHBOARD["panels"]]
    assert len(set(places)) == len(places)
