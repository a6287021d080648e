"""Files that somebody hands to the commands: each fault is told in a line, and nothing else happens."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.admin.people import roster
from bot.admin.trouble import Trouble
from bot.language import texts
from bot.settings import config
from bot.settings.sections import Desk
from store.database import Database
from store.people import people
from store.tables import Person
from tests.hostile.scenes import briefly
from tests.hostile.seeds import odd_texts

TEXTS = texts.load(UTC)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEAD = "name,role,company,phone,language,chat\n"
cells = odd_texts | st.sampled_from(
    ["client", "lead", "es_AR", "+54 11 4444-5555", "telegram:1", "whatsapp:+5491123456789"]
)


def test_an_odd_list_of_people_adds_them_or_names_its_faults(store: Database, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"

    @briefly
    @given(st.lists(st.lists(cells, min_size=1, max_size=7), min_size=1, max_size=4))
    def attack(rows: list[list[str]]) -> None:
        lines = "\n".join(",".join(row) for row in rows)
        file.write_bytes((HEAD + lines).encode("utf-8", "surrogatepass"))
        with store.write() as session:
            before = len(people.everybody(session))
        added = _import(store, file)
        with store.read() as session:
            assert len(people.everybody(session)) == before + len(added)

    attack()


def _import(store: Database, file: Path) -> list[Person]:
    try:
        with store.write() as session:
            return roster.add_all(session, roster.read(file, TEXTS), Desk(), NOW)
    except Trouble:
        return []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        b"\xff\xfe\0",
        b"name\n",
        b"name,name\n",
        b'name,role\n"open',
        b"name,role\n" + b"x" * 300_000,
        b"\n\n\n",
    ],
)
def test_what_is_no_list_of_people_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    with pytest.raises(Trouble):
        roster.read(file, TEXTS)


CONFIGS = {
    "brackets": b"a = " + b"[" * 20_000,
    "digits": b"[web]\nport = " + b"9" * 5000,
    "binary": bytes(range(256)),
    "UTF-16": "[web]".encode("utf-16"),
    "half a character": b'[desk]\nname = "a\\ud800"',
    "a NUL": b'[desk]\nname = "a\\u0000"',
    "no quotes": b"[telegram]\ntoken = s3cr3tvalue",
    "no end": b'[telegram]\ntoken = "s3cr3tvalue\n',
    "twice": b"[telegram]\ntoken='s3cr3tvalue'\ntoken='s3cr3tvalue'",
    "a text for a section": b"telegram = 's3cr3tvalue'",
    "a list": b"[telegram]\ntoken = ['s3cr3tvalue']",
    "a password for a port": b"[store]\nurl = 'postgresql+psycopg://u:x@h:s3cr3tvalue/d'",
    "a key under a secret": b"telegram.token.x = 's3cr3tvalue'",
}


@pytest.mark.parametrize("name", CONFIGS)
def test_what_is_no_configuration_is_told_without_its_values(tmp_path: Path, name: str) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(CONFIGS[name])
    with pytest.raises(config.ConfigError) as told:
        config.load(file, {})
    assert str(told.value)
    assert "s3cr3t" not in str(told.value)


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError, match="directory"):
        config.load(tmp_path, {})


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.symlink_to(file)  # what nobody may read would be no hindrance to root
    with pytest.raises(config.ConfigError, match="symbolic links"):
        config.load(file, {})


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("TICKETERO_WEB__PORT", "web.port"),
        ("TICKETERO_STORE__URL", "store.url"),
        ("TICKETERO_STORE__PHOTOS", "store.photos"),
        ("TICKETERO_DESK__NAME", "desk.name"),
        ("TICKETERO_WEB__PUBLIC_URL", "web.public_url"),
        ("TICKETERO_WEB", "TICKETERO_WEB"),
        ("TICKETERO_WEB__PORT__X", "web.port"),
    ],
)
@pytest.mark.parametrize("value", ["", "\udcff\udcfe"])
def test_an_odd_variable_is_told_by_its_key(name: str, key: str, value: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.touch()
    with pytest.raises(config.ConfigError) as told:
        config.load(file, {name: value})
    assert key in str(told.value)
