"""The log: a line an event, for people or for programs, with no secret in it and nothing of what people wrote."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.settings import logs
from store.database import Database, StoreAway
from store.people import people
from tests.admin.terminal import NOW

WORDS = "mi clave es quinientos"
log = logging.getLogger("bot.tests")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    names = ["", *logs.OURS, *logs.QUIET]
    handlers, levels = logging.root.handlers[:], [logging.getLogger(name).level for name in names]
    hook = threading.excepthook
    yield
    logging.root.handlers[:], threading.excepthook = handlers, hook
    for name, level in zip(names, levels, strict=True):
        logging.getLogger(name).setLevel(level)


Read = Callable[[], list[str]]


@pytest.fixture
def read(capsys: pytest.CaptureFixture[str]) -> Read:
    return lambda: capsys.readouterr().err.splitlines()


def test_text_is_for_people(read: Read) -> None:
    logs.setup()
    log.warning("the %s is full", "disk", extra={"cause": "photos"})
    [line] = read()
    assert line.endswith("Z [warning] the disk is full [bot.tests] cause=photos")


def test_an_event_is_one_line_whatever_it_holds(read: Read) -> None:
    logs.setup()
    log.warning("said %s", "a\n2026 [error] forged")
    assert len(read()) == 1


def test_json_is_for_programs(read: Read) -> None:
    logs.setup(form="json")
    log.warning("the %s is full", "disk", extra={"cause": "photos"})
    [line] = map(json.loads, read())
    told = {"event": "the disk is full", "level": "warning", "logger": "bot.tests", "cause": "photos"}
    assert line.items() >= told.items()


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_line_that_cannot_be_written_shows_no_secret(read: Read, form: str) -> None:
    """The library itself would show the message and what it was given."""
    logs.setup(["a-secret"], form=form)
    log.warning("the token %s and %d", "a-secret", "no number")
    [line] = read()
    assert "test_logs.py" in line and "TypeError" in line
    assert "a-secret" not in line


@pytest.mark.parametrize(("level", "lines"), [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)])
def test_the_level_is_of_what_is_ours(read: Read, level: str, lines: int) -> None:
    logs.setup(level=level)
    for name in ("debug", "info", "warning", "error"):
        getattr(log, name)("said")
        getattr(logging.getLogger("httpx"), name)("said") if name in ("debug", "info") else None
        logging.getLogger("sqlalchemy.engine").debug("SELECT %s", WORDS)
    assert len(read()) == lines


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_library_s_error_is_told_without_its_words(read: Read, form: str) -> None:
    logs.setup(form=form)
    try:
        int(WORDS)
    except ValueError:
        log.exception("it broke")
    told = "\n".join(read())
    assert "builtins.ValueError" in told
    assert "test_logs.py" in told, "where it happened"
    assert WORDS not in told


def test_our_own_error_is_told_with_its_words_and_where_it_comes_from(read: Read) -> None:
    logs.setup()
    try:
        try:
            int(WORDS)
        except ValueError as error:
            raise StoreAway("its disk is full") from error
    except StoreAway:
        log.exception("it broke")
    told = "\n".join(read())
    assert "store.database.StoreAway: its disk is full" in told
    assert told.index("builtins.ValueError") < told.index("store.database.StoreAway")
    assert WORDS not in told


def test_what_a_database_quotes_stays_out_of_it(read: Read, store: Database) -> None:
    """PostgreSQL names the row in the DETAIL of its error, SQLAlchemy what it was given."""
    logs.setup()
    with store.write() as session:
        people.add(session, "Marta", "client", now=NOW)
        session.execute(text("INSERT INTO settings VALUES (:name, 'x')"), {"name": WORDS})
    with pytest.raises(IntegrityError) as broken, store.write() as session:
        session.execute(text("INSERT INTO settings VALUES (:name, 'x')"), {"name": WORDS})
    log.error("it broke", exc_info=broken.value)
    assert "[parameters: " not in str(broken.value)
    told = "\n".join(read())
    assert "IntegrityError" in told
    assert WORDS not in told


def test_a_thread_that_ends_by_an_error_is_told_the_same_way(read: Read) -> None:
    logs.setup()

    def broken(*_: Any) -> None:
        raise ValueError(WORDS)

    thread = threading.Thread(target=broken, name="a thread")
    thread.start()
    thread.join()
    told = "\n".join(read())
    assert "the thread a thread broke" in told
    assert "builtins.ValueError" in told
    assert WORDS not in told
