"""What the commands write: whole or not at all, and in the terminal's own characters."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from store.database import Database
from tests import ROOT
from tests.admin.terminal import Say, on_sqlite
from ticketero import main

pytestmark = on_sqlite


def no_space(file: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    "command",
    ["report --out", "board --out", "people links", "qr --out", "backup"],
    ids=lambda c: c.split()[0],
)
def test_a_full_disk_leaves_what_was_there(
    say: Say, store: Database, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("before.png").write_text("as it was")
    monkeypatch.setattr(os, "fsync", no_space)
    for name in ("before.png", "new.png"):
        refused = say(*command.split(), name, fails=True)
        assert refused.stderr == f"Error: {name}: No space left on device\n"
    assert Path("before.png").read_text() == "as it was"
    assert not [*Path().glob("*.part"), *Path().glob("new*")]


def test_links_that_are_written_are_there_when_the_disk_is_full(
    say: Say, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = "".join(f"Persona {n},client\n" for n in range(30))
    Path("people.csv").write_text(f"name,role\n{people}", "utf-8")
    say("people", "import", "people.csv")
    kept = iter([None, None, None])  # the head, the first 25, and when they are in place

    def soon_full(file: int) -> None:
        if next(kept, "full") == "full":
            no_space(file)

    monkeypatch.setattr(os, "fsync", soon_full)
    assert "No space left" in say("people", "links", "links.csv", fails=True).stderr
    assert Path("links.csv").read_text("utf-8-sig").count("TK-") >= 25


def test_a_character_that_the_terminal_lacks_is_escaped(say: Say, store: Database) -> None:
    say("people", "add", "Ñandú 💥", "--role", "client", "--chat", "telegram:5")
    listed = CliRunner(charset="latin-1").invoke(main, ["people", "list"])
    assert listed.exit_code == 0
    assert "Ñandú \\ud83d\\udca5" in listed.stdout
    checked = CliRunner(charset="latin-1").invoke(main, ["check"])
    assert "\\u2713 store: " in checked.stdout


@pytest.mark.parametrize("command", ["people list", "check"])
def test_an_output_that_cannot_be_written_is_said_in_a_line(say: Say, store: Database, command: str) -> None:
    say("people", "add", "Marta", "--role", "client")
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "ticketero", *command.split()],
            stdout=full, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (
        1,
        "Error: The output cannot be written: No space left on device\n",
    )
