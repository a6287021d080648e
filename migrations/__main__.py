"""Writes the migration from the last one to `store/tables/`: `python -m migrations "what it changes"`.

Read what it wrote before you commit it. Migrations are numbered: 0001, 0002, ….
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from store import schema
from store.database import Database


def write(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/newest.db")
        schema.upgrade(database)
        number = len(list((schema.SCRIPTS / "versions").glob("[0-9]*.py"))) + 1
        with schema.alone(database) as connection:
            command.revision(schema.config(connection), message, autogenerate=True, rev_id=f"{number:04}")
        database.close()


if __name__ == "__main__":
    Path(schema.SCRIPTS / "versions").mkdir(exist_ok=True)
    write(" ".join(sys.argv[1:]))
