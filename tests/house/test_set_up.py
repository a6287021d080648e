"""What a fresh checkout and an installed copy rest on: the locks, the wheel, and dev.py."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests import ROOT

LOCK = ROOT / "requirements" / "lock.txt"
CORE = ROOT / "requirements" / "core.txt"
WATCHED = ROOT / "requirements" / "watched.txt"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PACKAGES = ("bot", "migrations", "store", "webhook")


def pinned(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", lock.read_text("utf-8"), re.MULTILINE))


def plain(requirement: str) -> str:
    """`psycopg[binary]>=3` is psycopg."""
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower().replace("_", "-").replace(".", "-")


@pytest.mark.parametrize("lock", [LOCK, CORE, WATCHED])
def test_a_lock_names_no_host_and_verifies_everything(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert "://" not in text
    assert all("--hash=sha256:" in pin for pin in re.split(r"(?m)^(?=[a-z])", text)[1:])


def test_the_lock_of_a_checkout_covers_every_requirement() -> None:
    extras = PROJECT["optional-dependencies"]
    required = {plain(name) for group in (PROJECT["dependencies"], *extras.values()) for name in group}
    assert required <= pinned(LOCK).keys()


def test_the_lock_of_a_server_is_the_same_without_the_development() -> None:
    extras = PROJECT["optional-dependencies"]
    core = pinned(CORE)
    assert {plain(name) for name in (*PROJECT["dependencies"], *extras["scale"])} <= core.keys()
    assert not {plain(name) for name in extras["dev"]} & core.keys()
    assert core.items() <= pinned(LOCK).items()
    watched = pinned(WATCHED)
    assert {plain(name) for extra in ("sentry", "traces") for name in extras[extra]} <= watched.keys()
    assert core.items() <= watched.items() <= pinned(LOCK).items()


def test_the_wheel_holds_all_that_we_keep_of_the_product(tmp_path: Path) -> None:
    [wheel] = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    listed = [
        "git",
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "--",
        *PACKAGES,
        "ticketero.py",
    ]
    kept = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {name for name in kept if (ROOT / name).exists()} <= names
    assert [name for name in names if name.endswith("/share/ticketero/config.example.toml")]


def test_dev_py_says_its_verbs() -> None:
    asked = subprocess.run(
        [sys.executable, ROOT / "dev.py", "jump"], capture_output=True, text=True, check=False
    )
    assert asked.returncode == 2
    assert "setup | run | test" in asked.stdout


def test_an_old_python_can_read_dev_py() -> None:
    ast.parse((ROOT / "dev.py").read_text("utf-8"), feature_version=(3, 6))
