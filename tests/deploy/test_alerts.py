"""Prometheus reads the alert rules, and each alert fires for what it is for, in its time, and for nothing else."""

import json
import subprocess
from pathlib import Path

import pytest

from tests import ROOT

RULES = ROOT / "deploy/prometheus/alerts.yml"
HOURS = 3600
WELL = {
    'up{job="ticketero",instance="one"}': "1",
    'up{job="ticketero",instance="two"}': "1",
    "ticketero_store_up": "1",
    "ticketero_workers_alive": "2",
    'ticketero_alarm_seconds{cause="photos"}': "0",
    'ticketero_outbox_oldest_seconds{channel="telegram"}': "2",
    "ticketero_hearing_late_seconds": "0",
    'ticketero_inbox_messages{channel="telegram",state="failed"}': "0",
    'ticketero_outbox_messages{channel="telegram",state="failed"}': "3",
    "ticketero_unanswered_oldest_seconds": str(2 * HOURS),
    "ticketero_unassigned_oldest_seconds": "0",
    "ticketero_tickets_out_of_reach": "0",
}
"""A desk on a good day, by its figures."""
FIRES = [
    ({}, 30, []),
    ({'up{job="ticketero",instance="two"}': "0"}, 30, []),
    (
        {'up{job="ticketero",instance="one"}': "0", 'up{job="ticketero",instance="two"}': "0"},
        3,
        ["TicketeroAway"],
    ),
    ({"ticketero_store_up": "0"}, 1, []),
    ({"ticketero_store_up": "0"}, 3, ["TicketeroStoreAway"]),
    ({"ticketero_workers_alive": "0"}, 3, ["TicketeroNobodyWorks"]),
    ({'ticketero_alarm_seconds{cause="photos"}': "90"}, 1, ["TicketeroHindered"]),
    ({'ticketero_outbox_oldest_seconds{channel="telegram"}': "400"}, 2, ["TicketeroUnsent"]),
    ({"ticketero_hearing_late_seconds": "90"}, 3, ["TicketeroHearsLate"]),
    ({'ticketero_inbox_messages{channel="telegram",state="failed"}': "1"}, 5, []),
    ({'ticketero_inbox_messages{channel="telegram",state="failed"}': "1"}, 11, ["TicketeroFailed"]),
    ({'ticketero_outbox_messages{channel="telegram",state="failed"}': "21"}, 11, ["TicketeroFailed"]),
    ({"ticketero_unanswered_oldest_seconds": str(9 * HOURS)}, 1, ["TicketeroNobodyAnswers"]),
    ({"ticketero_unassigned_oldest_seconds": str(9 * HOURS)}, 11, ["TicketeroNobodysTicket"]),
    ({"ticketero_tickets_out_of_reach": "1"}, 11, ["TicketeroNobodysTicket"]),
]
"""What is otherwise, for so many minutes, and the alerts that fire then."""


def test_prometheus_has_nothing_against_the_rules() -> None:
    subprocess.run(["promtool", "check", "rules", str(RULES)], check=True, capture_output=True)


@pytest.mark.parametrize(("otherwise", "minutes", "alerts"), FIRES)
def test_an_alert_fires_when_it_should(
    otherwise: dict[str, str], minutes: int, alerts: list[str], tmp_path: Path
) -> None:
    assert otherwise.keys() <= WELL.keys()
    seen = {
        "interval": "1m",
        "input_series": [
            {"series": series, "values": f"{value}x{minutes}"} for series, value in (WELL | otherwise).items()
        ],
        "promql_expr_test": [
            {
                "expr": 'count by (alertname) (ALERTS{alertstate="firing"})',
                "eval_time": f"{minutes}m",
                "exp_samples": [{"labels": f'{{alertname="{alert}"}}', "value": 1} for alert in alerts],
            }
        ],
    }
    file = tmp_path / "test.yml"  # JSON is YAML
    file.write_text(json.dumps({"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": [seen]}))
    tried = subprocess.run(["promtool", "test", "rules", str(file)], capture_output=True, text=True)
    assert tried.returncode == 0, tried.stdout + tried.stderr


def test_every_alert_is_tried() -> None:
    written = {line.split()[-1] for line in RULES.read_text("utf-8").splitlines() if "- alert:" in line}
    assert written == {alert for *_, alerts in FIRES for alert in alerts}
