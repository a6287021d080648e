"""Why a database does nothing for us now, in plain words that hold nothing of what we asked of it.

A driver's own text quotes the rows that it was given (PostgreSQL's DETAIL), and with them what people wrote.
"""

import re
from typing import Any

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
)


def why(error: Any) -> str:
    """What the driver's error means; its class where that says no more."""
    if words := OF_POSTGRESQL.get(getattr(error, "sqlstate", None) or ""):
        return words
    name = getattr(error, "sqlite_errorname", None) or ""
    if words := OF_SQLITE.get("_".join(name.split("_")[:2])):
        return words
    if getattr(error, "sqlstate", None) is None and not name:
        for pattern, words in OF_A_CONNECTION:
            if re.search(pattern, str(error), re.IGNORECASE):
                return words
    return type(error).__name__


def is_one(error: Any) -> bool:
    """Whether an error that is not of a connection's says all the same that the database serves nobody now."""
    name = getattr(error, "sqlite_errorname", None) or ""
    return getattr(error, "sqlstate", None) in OF_POSTGRESQL or name in ("SQLITE_CORRUPT", "SQLITE_NOTADB")
