"""A web chat on SQLite, and a client's browser in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from bot.channels.webchat import WebChat
from bot.desk import Desk
from store.database import Database
from store.files.photos import Photos
from tests.databases.stores import opened
from tests.harness.apps import create_app
from tests.harness.browsers import Browser, entered, somebody
from tests.harness.desks import desk_on


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Database]:
    yield from opened(sqlite_url)


def open_desk(store: Database, folder: Path, **settings: Any) -> Desk:
    return desk_on(store, folder, WebChat(Photos(folder / "photos"), ""), **settings)


@pytest.fixture
def desk(sqlite_store: Database, tmp_path: Path) -> Desk:
    return open_desk(sqlite_store, tmp_path)


@pytest.fixture
def app(desk: Desk) -> Flask:
    return create_app(desk)


@pytest.fixture
def browser(app: Flask, desk: Desk) -> Browser:
    return entered(app, desk, somebody(desk, company="LA CABAÑA S.A."))
