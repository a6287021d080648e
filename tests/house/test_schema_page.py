"""docs/schema.md and docs/export.md are true."""

import ast
import re
from pathlib import Path
from typing import get_args

from sqlalchemy import text

from migrations import describe
from store.database import Database
from store.tickets import export, tickets
from tests import ROOT

EXPORT = (ROOT / "docs" / "export.md").read_text("utf-8")


def test_the_page_of_the_schema_is_that_of_the_tables() -> None:
    assert Path(describe.FILE).read_text("utf-8") == describe.described()


def test_the_view_has_the_columns_that_the_page_names(store: Database) -> None:
    with store.read() as session:
        columns = session.execute(text("SELECT * FROM ticket_report")).keys()
    assert list(columns) == list(describe.VIEW)


def test_the_page_of_the_export_names_every_field() -> None:
    """`path` is added where the files are written."""
    tree = ast.parse(Path(export.__file__).read_text("utf-8"))
    written = {
        key.value
        for made in ast.walk(tree)
        if isinstance(made, ast.Dict)
        for key in made.keys
        if isinstance(key, ast.Constant)
    }
    assert set(re.findall(r"^\| `(\w+)` \|", EXPORT, re.MULTILINE)) == written | {"path"}


def test_the_page_of_the_export_names_every_event() -> None:
    _, table = EXPORT.split("| word | what happened |")
    words, *_ = table.split("\n## ")
    assert set(re.findall(r'`"(\w+)"`', words)) == set(get_args(tickets.What))
