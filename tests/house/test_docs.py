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
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)")
SPAN = re.compile(r"`((?:python -m )?ticketero [^`\n]+)`")
FENCE = re.compile(r"```sh\n(.*?)```", re.DOTALL)
VERBS = {"setup", "run", "test", "bench", "soak", "fuzz"}

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


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
    assert [link for link in links if not _file(page, link).exists()] == []


def _file(page: Path, link: str) -> Path:
    """A manual's pictures are named as the receiver serves them."""
    return SERVED / link[1:] if link.startswith("/") else page.parent / link


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


def test_the_verbs_of_dev_are_its_own() -> None:
    shown = {verb for page in PAGES for verb in re.findall(r"dev\.py (\w+)", page.read_text("utf-8"))}
    assert shown <= VERBS
    source = (ROOT / "dev.py").read_text("utf-8")
    assert all(f'"{verb}"' in source for verb in shown)
