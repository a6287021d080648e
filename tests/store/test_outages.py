"""Why a database does nothing for us is told in words that hold nothing of what people wrote."""

import psycopg
import pytest
from sqlalchemy import text

from store import outages
from store.database import Database, StoreAway

SERVER = 'connection to server at "db" (192.0.2.1), port 5432 failed: '


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (SERVER + 'FATAL:  password authentication failed for user "desk"', "it refuses the password"),
        (
            SERVER + "FATAL:  la autentificación password falló para el usuario «desk»",
            "it refuses the password",
        ),
        (SERVER + 'FATAL:  database "desk" does not exist', "there is no such database"),
        (SERVER + "FATAL:  no existe la base de datos «desk»", "there is no such database"),
        (SERVER + 'FATAL:  role "desk" does not exist', "it refuses the user"),
        (SERVER + "FATAL:  sorry, too many clients already", "it has no connection left"),
        (SERVER + "FATAL:  the database system is starting up", "it is starting or shutting down"),
        (SERVER + "Connection refused", "nobody listens there"),
        ("[Errno -2] Name or service not known", "its host is not known"),
        ("connection timeout expired", "it does not answer in time"),
        ("something else", "OperationalError"),
    ],
)
def test_a_connection_that_fails_is_told_apart(said: str, why: str) -> None:
    assert outages.why(psycopg.OperationalError(said)) == why


def test_a_database_that_only_reads_is_away_and_no_bug_of_ours(pg_store: Database) -> None:
    refusing = pg_store.url.update_query_dict({"options": "-c default_transaction_read_only=on"})
    database = Database(refusing.render_as_string(hide_password=False))
    with pytest.raises(StoreAway, match="read-only"), database.write() as session:
        session.execute(text("INSERT INTO settings VALUES ('a', 'b')"))
    database.close()
