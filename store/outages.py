"""Why a database does nothing for us now, in plain words that hold nothing of what we asked of it.

A driver's own text quotes the rows that it was given (PostgreSQL's DETAIL), and with them what people wrote.
"""

import re
import sqlite3
from typing import Any

from sqlalchemy.exc import DBAPIError, OperationalError

OF_POSTGRESQL = {
    "25006": "it takes no writing (read-only)",
    "28000": "it refuses the user",
    "28P01": "it refuses the password",
    "3D000": "there is no such database",
    "53100": "its disk is full",
    "53300": "it has no connection left",
    "57P01": "it was shut down",
    "57P03": "it is starting or shutting down",
}
OF_SQLITE = {
    "SQLITE_BUSY": "another program has it locked",
    "SQLITE_CANTOPEN": "its file cannot be opened: look at the folder and its permissions",
    "SQLITE_CORRUPT": "its file is damaged",
    "SQLITE_FULL": "its disk is full",
    "SQLITE_IOERR": "its disk fails",
    "SQLITE_NOTADB": "its file is no SQLite database",
    "SQLITE_PERM": "its file may not be used: look at its permissions",
    "SQLITE_READONLY": "its file cannot be written (read-only): look at its permissions, and its folder's",
}
OF_SQLITE_TOO = ("SQLITE_INTERRUPT", "SQLITE_LOCKED", "SQLITE_NOMEM", "SQLITE_PROTOCOL")
GIVEN_UP = ("40001", "40P01", "55P03")  # a serialization failure, a deadlock, a lock that was not to be had
TOO_LARGE = "54"  # a program's limit: the database is there, and the same would never fit
# A connection that fails brings no code, only what the server said, in the server's language.
OF_A_CONNECTION = (
    (r"password authentication failed|no password supplied|autentificaci[oó]n", "it refuses the password"),
    (r'database ".*" does not exist|no existe la base de datos', "there is no such database"),
    (r'role ".*" does not exist|no existe el rol|pg_hba', "it refuses the user"),
    (r"too many (clients|connections)|remaining connection slots", "it has no connection left"),
    (r"starting up|shutting down|not yet accepting", "it is starting or shutting down"),
    (r"refused|No such file or directory", "nobody listens there"),
    (r"resolve|translate host|Name or service", "its host is not known"),
    (r"timeout|timed out", "it does not answer in time"),
    (r"invalid \w+ value", "its address has an option with a value that there is not"),
    (r"SSL", "it cannot be reached with the SSL that its address asks for"),
)


def why(error: Any) -> str:
    """What the driver's error means; its class where that says no more."""
    if words := OF_POSTGRESQL.get(getattr(error, "sqlstate", None) or ""):
        return words
    name = _begins_as(error)
    if words := OF_SQLITE.get(name):
        return words
    if getattr(error, "sqlstate", None) is None and not name:
        for pattern, words in OF_A_CONNECTION:
            if re.search(pattern, str(error), re.IGNORECASE):
                return words
    return type(error).__name__


def gave_up(error: Any) -> bool:
    """Whether the database gave up a transaction that may do as well at once: of two that waited for each other, say,
    or one that waited for a lock too long."""
    return getattr(error, "sqlstate", None) in GIVEN_UP


def is_one(error: DBAPIError) -> bool:
    """Whether the database serves nobody now; else a statement of ours is wrong, or breaks a rule of the schema.

    SQLite calls an unknown column an OperationalError as it does a locked file: only its code tells.
    """
    if isinstance(error.orig, sqlite3.Error):
        return _begins_as(error.orig) in {*OF_SQLITE, *OF_SQLITE_TOO}
    state = getattr(error.orig, "sqlstate", None) or ""
    operational = isinstance(error, OperationalError) and not state.startswith(TOO_LARGE)
    return operational or state in OF_POSTGRESQL


def _begins_as(error: Any) -> str:
    """SQLite's name of a kind of error: what follows it says more than is needed."""
    return "_".join((getattr(error, "sqlite_errorname", None) or "").split("_")[:2])
