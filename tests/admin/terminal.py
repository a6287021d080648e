"""The terminal of the tests: what the commands are given, and what they left in the store."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest
from click.testing import Result

from store.database import Database
from store.people import chats, people

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


CODE = r"TK-[0-9A-Z]{5}-[0-9A-Z]{5}"


HEAD = "name,role,company,phone,language,chat\n"


on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)  # where the database has no say


class Say(Protocol):
    def __call__(
        self, *args: str, fails: bool = False, environ: Mapping[str, str] | None = None
    ) -> Result: ...


def everybody(store: Database) -> list[tuple[str | None, ...]]:
    with store.read() as session:
        fields = ("name", "role", "company", "phone", "language")
        return [tuple(getattr(who, field) for field in fields) for who in people.everybody(session)]


def addresses(store: Database) -> dict[str, str]:
    """Each linked chat's person."""
    with store.read() as session:
        return {
            f"{chat.channel} {chat.address}": chat.person.name
            for chat in chats.linked(session)
            if chat.person
        }


def listed(text: str) -> Path:
    path = Path("people.csv")
    path.write_text(text, "utf-8")
    return path
