"""A desk with the web chat, and the browser of a client who is in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from bot.channels.webchat import WebChat
from bot.desk import Desk
from store.database import Database
from store.files.photos import Photos
from store.tables import Person
from tests.databases.stores import opened
from tests.harness.apps import create_app
from tests.harness.browsers import Browser, entered, somebody
from tests.harness.desks import desk_on


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Database]:
    yield from opened(sqlite_url)


@pytest.fixture
def desk(store: Database, tmp_path: Path) -> Desk:
    return desk_on(store, tmp_path, WebChat(Photos(tmp_path / "photos"), "http://127.0.0.1:8080"))


@pytest.fixture
def app(desk: Desk) -> Flask:
    return create_app(desk)


@pytest.fixture
def marta(desk: Desk) -> Person:
    return somebody(desk, company="LA CABAÑA S.A.")


@pytest.fixture
def browser(app: Flask, desk: Desk, marta: Person) -> Browser:
    return entered(app, desk, marta)
