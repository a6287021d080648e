"""The manuals: pages for everybody; what they tell people to press, write or run exists."""

import re
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import pytest

from bot.channels.webchat import WebChat
from bot.conversation.routing import calls
from bot.language import texts
from bot.settings.sections import Settings
from store.database import Database
from store.files.photos import Photos
from tests.databases.stores import opened
from tests.harness.apps import create_app
from tests.harness.desks import Provider, desk_on
from ticketero import main
from webhook.manual import reading

TEXTS = texts.load(ZoneInfo("UTC"))
SHOWN = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
TYPED = re.compile(r"`(/\w.*?)`", re.DOTALL)
RUN = re.compile(r"`ticketero (\w.*?)`", re.DOTALL)
KEY = re.compile(r"`((?:desk|store|web|telegram|whatsapp|webchat|hours|reminders|log)\.[\w.]+)\b")
PATHS = {"/chat", "/health", "/ready", "/metrics"}

each_manual = pytest.mark.parametrize("name", reading.NAMES)


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Database]:
    yield from opened(sqlite_url)


def found(pattern: re.Pattern[str], name: str) -> list[str]:
    """Each once, on one line, as it stands in the manual."""
    return list(dict.fromkeys(" ".join(hit.split()) for hit in pattern.findall(reading.source(name))))


def our_words(table: object) -> Iterator[str]:
    if isinstance(table, dict):
        for inner in table.values():
            yield from our_words(inner)
    elif isinstance(table, str):
        yield table


def test_each_manual_is_a_page_that_needs_no_session(store: Database, tmp_path: Path) -> None:
    client = create_app(desk_on(store, tmp_path, desk={"name": "Mesa <San Antonio>"})).test_client()
    listed = client.get("/ayuda").text
    for name in reading.NAMES:
        page = client.get(f"/ayuda/{name}")
        assert page.status_code == 200
        assert f'href="/ayuda/{name}"' in listed
        assert "Mesa &lt;San Antonio&gt;" in page.text
        assert "**" not in page.text and "|---" not in page.text
        for picture in re.findall(r'src="(/static/[^"]+)"', page.text):
            with client.get(picture) as answer:
                assert answer.status_code == 200
    assert client.get("/ayuda/nada").status_code == 404
    assert client.get("/ayuda/../config").status_code == 404


def test_the_page_to_print_shows_where_the_desk_is(store: Database, tmp_path: Path) -> None:
    web = WebChat(Photos(tmp_path / "photos"), "https://desk.example")
    client = create_app(desk_on(store, tmp_path, web, Provider("telegram"))).test_client()
    page = client.get("/ayuda/chat").text
    assert page.count("<figure>") == 1  # the bot's own name is not known yet
    assert 'alt="https://desk.example/chat?text=Nuevo%20ticket"' in page
    code = client.get("/ayuda/chat/webchat.svg")
    assert code.mimetype == "image/svg+xml"
    assert b"<path" in code.data
    assert client.get("/ayuda/chat/telegram.svg").status_code == 404


@each_manual
def test_every_label_that_a_manual_shows_is_one_of_ours(name: str) -> None:
    ours = list(our_words(TEXTS.languages["es_AR"]))
    labels = {re.sub(r"\{\w+\}", "121", label) for label in TEXTS.languages["es_AR"]["labels"].values()}
    fields = {line.split(":")[0] for words in ours for line in words.splitlines()}
    assert [shown for shown in found(SHOWN, name) if shown not in labels | fields] == []


@each_manual
def test_every_command_that_a_manual_names_is_understood(name: str) -> None:
    unknown = [
        typed
        for typed in found(TYPED, name)
        if typed not in PATHS and ((call := calls.read(TEXTS, typed)) is None or call.act is None)
    ]
    assert unknown == []


@pytest.mark.parametrize("name", ["jefe", "operador"])
def test_every_command_of_the_terminal_is_one_of_the_program(name: str) -> None:
    for line in found(RUN, name):
        command: click.Command = main
        words = line.split()
        while words and isinstance(command, click.Group):
            command = command.commands[words.pop(0)]
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, line


def test_every_setting_of_the_manual_is_one() -> None:
    fields = found(KEY, "operador")
    assert len(fields) > 5
    for key in fields:
        section, *rest = key.split(".")
        where = getattr(Settings(), section)
        for part in rest:
            names = {field.alias or name for name, field in type(where).model_fields.items()}
            assert part in names, key
            where = getattr(where, part, None)
