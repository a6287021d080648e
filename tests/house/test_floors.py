"""The house stands: arrows point down, nothing runs in a circle, nothing goes round; each library has one home."""

import ast
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests import ROOT
from tests.house import floors

MODULES = floors.sources(ROOT)
HOMES = {
    "alembic": ("store.", "migrations."),
    "apscheduler": ("bot.runtime.worker.",),
    "flask": ("webhook.",),
    "holidays": ("bot.settings.public_holidays.",),
    "itsdangerous": ("bot.channels.signed_links.", "webhook."),
    "jinja2": ("webhook.",),
    "markdown_it": ("webhook.manual.",),
    "opentelemetry": ("bot.settings.traces.",),
    "sentry_sdk": ("bot.settings.sentry.",),
    "obstore": ("store.files.bucket.",),
    "prometheus_client": ("webhook.metrics.",),
    "psycopg": ("store.",),
    "pydantic": ("bot.settings.config.", "bot.settings.sections."),
    "pydantic_core": ("bot.settings.sections.",),
    "rapidfuzz": ("bot.language.meaning.slips.",),
    "segno": ("bot.pictures.codes.",),
    "snowballstemmer": ("store.words.tokens.",),
    "sqlalchemy": ("store.", "migrations."),
    "telegram": ("bot.channels.telegram.",),
    "tomlkit": ("bot.admin.setup.file.",),
    "twilio": ("bot.channels.whatsapp.",),
    "werkzeug": ("webhook.",),
}
LENT = ("sqlalchemy.orm.Session",)
"""The transaction that is handed down: others name its type and make none."""


def test_no_command_waits_for_the_libraries_of_another() -> None:
    """The front door is read without any of them."""
    reading = [sys.executable, "-c", "import sys, ticketero; print(*sys.modules)"]
    read = subprocess.run(reading, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert "ticketero" in read
    assert {*HOMES, "phonenumbers"}.isdisjoint(read)


def test_no_arrow_points_up() -> None:
    assert floors.upward(MODULES) == []


def test_nothing_runs_in_a_circle() -> None:
    assert floors.circle(MODULES) == []


def test_nothing_is_reached_by_a_strings_name() -> None:
    assert floors.ways_round(MODULES) == []


def test_there_are_few_floors_and_no_room_is_crowded() -> None:
    assert len(floors.FLOORS) < 14
    assert floors.crowded(ROOT, most=10) == []


def test_each_library_has_one_home() -> None:
    assert floors.homeless(MODULES, HOMES, LENT) == []


UPWARD = "from bot.conversation import turns"
HIDDEN_BY_TYPES = (
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from bot.conversation import turns"
)
INSIDE = "def late():\n    from bot.conversation import turns"


@pytest.mark.parametrize("code", [UPWARD, HIDDEN_BY_TYPES, INSIDE])
def test_an_arrow_that_points_up_is_seen_wherever_it_hides(code: str) -> None:
    assert _planted("bot.replies.views", code, floors.upward) == [
        "bot.replies.views -> bot.conversation.turns"
    ]


@pytest.mark.parametrize(
    ("module", "code", "arrow"),
    [
        (
            "bot.commands.lead",
            "from bot.dialogues import assign",
            "bot.commands.lead -> bot.dialogues.assign",
        ),
        (
            "bot.dialogues.assign",
            "from bot.commands import lead",
            "bot.dialogues.assign -> bot.commands.lead",
        ),
        (
            "bot.delivery.render",
            "from bot.conversation import turns",
            "bot.delivery.render -> bot.conversation.turns",
        ),
    ],
)
def test_rooms_of_one_floor_do_not_know_each_other(module: str, code: str, arrow: str) -> None:
    assert arrow in _planted(module, code, floors.upward)


@pytest.mark.parametrize(
    "code", ["from store.tickets import thread", "def late():\n    from store.tickets import thread"]
)
def test_a_circle_is_seen(code: str) -> None:
    assert set(_planted("store.tickets.tickets", code, floors.circle)) >= {
        "store.tickets.tickets",
        "store.tickets.thread",
    }


@pytest.mark.parametrize(
    "code",
    [
        'from importlib import import_module\nimport_module("bot.commands.lead")',
        'Label("assign 121", "assign")',
        'turn.ask("assign", {})',
        'turn.next.append(Do("assign", "121"))',
    ],
)
def test_a_call_by_a_strings_name_is_seen(code: str) -> None:
    assert _planted("bot.dialogues.assign", code, floors.ways_round)


def _planted(module: str, code: str, look: Callable[[floors.Sources], list[str]]) -> list[str]:
    """What is seen with some code added to a module."""
    tree = ast.Module([*MODULES[module].body, *ast.parse(code).body], [])
    return look({**MODULES, module: tree})
