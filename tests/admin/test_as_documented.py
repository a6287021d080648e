"""The terminal's commands as the documents show them, in the order in which each document does: none of them fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.admin.terminal import HEAD, Say, on_sqlite
from tests.admin.test_importing_tickets import MANUAL
from tests.house.test_docs import PAGES, commands, named

CLOSED = "{};10-07-2025;Marta Gómez;Tester;;LA CABAÑA S.A.;No imprime;Cerrado;Beto Sosa;;;Cambié el cable;11-07-2025\n"
SERVE_OR_ASK = {"demo", "run", "receive", "work", "setup"}
"""They end when they are told to, or when they are answered: other tests see to them."""
NAMES = (["people"], ["people", "erase"], ["tickets"], ["tickets", "import"], ["export"], ["backup"])
"""What a sentence names, and nobody types so."""
EMPTY = {"TICKETERO_STORE__URL": "sqlite:///empty.db", "TICKETERO_STORE__PHOTOS": "empty"}


def shown(page: Path) -> Iterator[list[str]]:
    for line in commands(page):
        is_typed = line and "|" not in line and "/" not in line[0] and "=" not in line[0]
        if is_typed and line[0] not in SERVE_OR_ASK and line not in NAMES:
            yield line


@pytest.fixture
def desk(say: Say) -> Say:
    """Ana Ruiz has a chat, and Ticket 121."""
    Path("before.csv").write_text(MANUAL + CLOSED.format(121), "utf-8")
    say("people", "add", "Ana Ruiz", "--role", "technician", "--chat", "telegram:1001")
    say("tickets", "import", "before.csv", "--add-people")
    say("people", "add", "Julia Paz", "--role", "lead", "--chat", "telegram:1000")
    return say


@on_sqlite
@pytest.mark.parametrize("page", [page for page in PAGES if any(shown(page))], ids=named)
def test_what_a_page_shows_is_carried_out(desk: Say, page: Path) -> None:
    for number, line in enumerate(shown(page)):
        match line:
            case ["check", *_]:
                assert desk(*line, fails=True).stdout.count("✓") > 5  # nobody works the queue here
            case ["people", "import", file]:
                Path(file).write_text(f"{HEAD}Lía Sosa,client,,,,\n", "utf-8")
                desk(*line)
            case ["tickets", "import", file]:
                Path(file).write_text(MANUAL + CLOSED.format(200 + number), "utf-8")
                desk(*line, "--add-people")
            case ["people", "erase", _]:
                desk(*line, "--yes")
            case ["restore", _]:
                desk(*line, environ=EMPTY)
                Path("empty.db").unlink()
            case _:
                desk(*["121" if word == "N" else word for word in line])


def test_most_commands_are_shown_somewhere() -> None:
    assert len({tuple(line) for page in PAGES for line in shown(page)}) > 25
