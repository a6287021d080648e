"""Brings a store to the newest schema, and tells whether it is there, behind, or newer than this program."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Inspector, inspect, text

from store.database import Database, store_away
from store.tables import Table

if TYPE_CHECKING:
    from alembic.config import Config

BACKUP_FIRST = "Make a backup (ticketero backup of the version before, or pg_dump)"
SCRIPTS = Path(__file__).parents[1] / "migrations"
LOCK = 0x7E7E05  # any number, so long as every process takes the same


class WrongSchema(Exception):
    """The store has another schema than this program's; its text says so in a line, with the remedy."""


class NeedsMigration(WrongSchema):
    """It has an older one, and somebody must choose the moment to upgrade it."""


class Newer(WrongSchema):
    """A later version of the program brought it to one that this version does not know."""

    def __init__(self, version: str):
        super().__init__(
            f"The store is newer than this program (its schema is {version}, ours {newest()}):"
            " install the version of ticketero that brought it there, or a later one"
        )


def upgrade(database: Database) -> None:
    """Runs the missing migrations in one transaction; processes that do so at once wait for each other. Raises Newer,
    StoreAway."""
    if is_current(database):
        return
    with store_away(), alone(database) as connection:
        bring_to(connection, "head")


def prepare(database: Database) -> None:
    """Makes the tables where there are none. Older ones of SQLite are upgraded, and a copy of the file as it was stays
    beside it. Raises NeedsMigration for PostgreSQL's, which other processes may be working with; Newer, StoreAway."""
    if is_current(database):
        return
    former = _version(database)
    if former and not database.is_sqlite:
        raise NeedsMigration(f"The store has an older schema. {BACKUP_FIRST}, then run: ticketero migrate")
    if former:
        _copy_beside(database, f"before-{newest()}")
    upgrade(database)


def _copy_beside(database: Database, suffix: str) -> None:
    """One consistent file, whoever else writes; for its owner alone."""
    target = Path(f"{database.url.database}.{suffix}")
    target.unlink(missing_ok=True)
    target.touch(0o600)
    with database.engine.connect() as connection, closing(sqlite3.connect(target)) as copy:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.backup(copy)


def bring_to(connection: Connection, revision: str) -> None:
    """Runs the migrations up to this one."""
    from alembic import command  # a quarter of a second that a start with nothing to migrate is spared

    command.upgrade(config(connection), revision)


def revision(connection: Connection) -> str | None:
    """The last migration that ran here; None where none did."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalars(text("SELECT version_num FROM alembic_version")).one_or_none()


def is_current(database: Database) -> bool:
    """Whether the store has exactly the schema of this code; False where it is behind. Raises Newer, StoreAway."""
    version = _version(database)
    if version > newest():
        raise Newer(version)
    return version == newest()


def is_served(database: Database) -> bool:
    """As `is_current`, but a newer one that only added to ours will do: while a new version is brought in, the old
    one's receivers go on. Raises Newer for one that did more, StoreAway."""
    try:
        return is_current(database)
    except Newer:
        if _only_added(database, _version(database)):
            return True
        raise


def expect_current(database: Database) -> None:
    """Raises NeedsMigration, Newer, StoreAway unless the store has exactly the schema of this code."""
    if not is_current(database):
        raise NeedsMigration(
            f"The store is not at this version's schema. {BACKUP_FIRST}, then run: ticketero migrate"
        )


def _version(database: Database) -> str:
    """Empty where no migration ever ran."""
    with database.read() as session:
        return revision(session.connection()) or ""


@cache
def _only_added(database: Database, version: str) -> bool:
    """Whether all that is ours is there, and nothing else must be given."""
    with database.read() as session:
        there = inspect(session.connection())
        return all(
            _fits(there, name, set(table.columns.keys())) for name, table in Table.metadata.tables.items()
        )


def _fits(there: Inspector, table: str, ours: set[str]) -> bool:
    if not there.has_table(table):
        return False
    theirs = {column["name"]: column for column in there.get_columns(table)}
    needed = {name for name, column in theirs.items() if not column["nullable"] and column["default"] is None}
    return needed <= ours <= theirs.keys()


def newest() -> str:
    return max(known())


@cache
def known() -> frozenset[str]:
    """All there ever were. Migrations are numbered in their files' names, which is quicker to read than the files."""
    return frozenset(file.name[:4] for file in (SCRIPTS / "versions").glob("[0-9]*.py"))


def config(connection: Connection) -> "Config":
    """What the scripts in `migrations/` work with: this connection, whose transaction is ours."""
    from alembic.config import Config

    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return made


@contextmanager
def alone(database: Database) -> Iterator[Connection]:
    """One transaction that no other migration runs beside; it ends as it went."""
    with database.engine.connect() as connection:
        around = _unchained if database.is_sqlite else _locked
        with around(connection):
            yield connection


@contextmanager
def _locked(connection: Connection) -> Iterator[None]:
    with connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield


@contextmanager
def _unchained(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by copying and dropping it: with foreign keys on, that deletes the rows of its children.

    The switch works outside a transaction only; BEGIN IMMEDIATE is the lock.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            yield
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"the migration left rows without their parents: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
