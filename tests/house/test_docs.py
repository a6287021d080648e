"""What the documents name is there: files, sections, commands and their options, settings."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests import ROOT
from ticketero import main

PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("deploy/*.md"),
        *ROOT.glob("webhook/manual/pages/*.md"),
    ]
)
SERVED = ROOT / "webhook"
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
SPAN = re.compile(r"`((?:python -m )?ticketero [^`\n]+)`")
FENCE = re.compile(r"```sh\n(.*?)```", re.DOTALL)
MODULE = re.compile(r"(?:python3?|\S+/python) (?:-m ([\w.]+)|dev\.py (\w+))([^`\n|;&#]*)")
VERBS = {
    "setup": "dev.py",
    "run": "ticketero.py",
    "test": "dev.py",
    "bench": "benchmarks/__main__.py",
    "soak": "tests/faults/run.py",
    "fuzz": "tests/hostile/__main__.py",
}
"""Where each verb of dev.py reads its options."""
OTHERS = {"venv", "pytest"}


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


each_page = pytest.mark.parametrize("page", PAGES, ids=named)


def commands(page: Path) -> Iterator[list[str]]:
    """The words after `ticketero` of each command line that the page shows."""
    text = page.read_text("utf-8")
    lines = [line for block in FENCE.findall(text) for line in re.split(r"\n|;|&&|\|", block)]
    for line in [*SPAN.findall(text), *lines]:
        words = shlex.split(line, comments=True)
        names = [place for place, word in enumerate(words) if Path(word).name == "ticketero"]
        if names and not any(word in ("useradd", "venv", "Dockerfile") for word in words[: names[0]]):
            yield words[names[0] + 1 :]


@each_page
def test_every_file_that_a_page_links_to_is_there(page: Path) -> None:
    links = LINK.findall(page.read_text("utf-8"))
    assert [link for link, _ in links if not _file(page, link).exists()] == []
    assert [(link, part) for link, part in links if part and part not in _parts(_file(page, link))] == []


def _file(page: Path, link: str) -> Path:
    """A manual's pictures are named as the receiver serves them."""
    if link.startswith("/"):
        return SERVED / link[1:]
    return page.parent / link if link else page


def _parts(page: Path) -> set[str]:
    """How a link names the sections of a page."""
    headings = HEADING.findall(page.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@each_page
def test_every_command_that_a_page_shows_exists(page: Path) -> None:
    for line in commands(page):
        fault = _fault(main, line)
        assert not fault, f"ticketero {' '.join(line)}: {fault}"


def _fault(command: click.Command, words: list[str]) -> str:
    """What the program would have against these words."""
    options = {name for parameter in command.params for name in parameter.opts} | {
        "--help",
        "-h",
        "--version",
    }
    takes = {name for parameter in command.params if not _is_flag(parameter) for name in parameter.opts}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word.startswith("--"):
            if word not in options:
                return f"it has no option {word}"
            if word in takes and rest:
                rest.pop(0)
        elif isinstance(command, click.Group) and word.isalpha() and word.islower():
            inner = command.commands.get(word)
            return _fault(inner, rest) if inner else f"there is no command {word}"
    return ""


def _is_flag(parameter: click.Parameter) -> bool:
    return not isinstance(parameter, click.Option) or parameter.is_flag


@each_page
def test_every_program_that_a_page_shows_exists(page: Path) -> None:
    """`python3 dev.py bench --seconds 3`, `python -m migrations.describe`: the file is there and has these options."""
    for module, verb, rest in MODULE.findall(page.read_text("utf-8")):
        if module not in OTHERS:
            source = _source(module) if module else ROOT / VERBS[verb]
            read = source.read_text("utf-8")
            options = [word for word in rest.split() if word.startswith("--")]
            assert [word for word in options if f'"{word}"' not in read] == [], f"{source}{rest}"
        paths = [word for word in rest.split() if word.startswith(("tests/", "requirements/"))]
        assert [path for path in paths if not (ROOT / path).exists()] == []


def _source(module: str) -> Path:
    """The file that `python -m` runs."""
    path = ROOT / module.replace(".", "/")
    return path / "__main__.py" if path.is_dir() else path.with_suffix(".py")


def test_the_verbs_of_dev_are_those_that_are_documented() -> None:
    source = (ROOT / "dev.py").read_text("utf-8")
    [said] = re.findall(r"`python3 dev\.py ([\w |]+)`", source)
    assert said.split(" | ") == [*VERBS]
    assert all(f'"{verb}": {verb}' in source for verb in VERBS)
