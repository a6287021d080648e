"""The manuals as they are written (Markdown, in `pages/`) and as they are shown.

They are in Spanish alone, as the people are for whom they were written.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PAGES = Path(__file__).with_name("pages")
NAMES = ("chat", "cliente", "tecnico", "jefe", "operador")
"""In the order in which they are listed."""


@dataclass(frozen=True)
class Manual:
    """html: what stands below its title."""

    name: str
    title: str
    html: str


def all_of_them() -> list[Manual]:
    return [manual for name in NAMES if (manual := find(name))]


def find(name: str) -> Manual | None:
    return _read(name) if name in NAMES else None


@cache
def _read(name: str) -> Manual:
    from markdown_it import MarkdownIt  # not before: a twentieth of a second that each start is spared

    heading, _, body = source(name).partition("\n")
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(body)
    return Manual(name, heading.removeprefix("# "), _with_tables_that_scroll(html))


def source(name: str) -> str:
    return (PAGES / f"{name}.md").read_text("utf-8")


def _with_tables_that_scroll(html: str) -> str:
    """A wide table scrolls by itself, also by the keyboard: a phone's page does not."""
    return re.sub(
        r"<table>.*?</table>", r'<div class="table" tabindex="0">\g<0></div>', html, flags=re.DOTALL
    )
