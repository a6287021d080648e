"""Reads tables as spreadsheets write them (their separators and marks, columns without a name, words of any language),
and writes them as spreadsheets read them.

A column is known by any of its words, and a cell that stands in no column that we know is told, never dropped.
"""

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TextIO

from babel import Locale

from bot.admin.trouble import Trouble
from store.folding import fold

Words = Mapping[str, Collection[str]]
"""What a column may be called (folded), by the name that we give it."""

ENCODING = "utf-8-sig"  # with the mark by which spreadsheets know UTF-8
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}  # «Unicode text» of a spreadsheet
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would carry out: people choose their names."""
_SEPARATOR = re.compile(r'"?sep=([,;|:\t])"?\r?\n', re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """A line of the table: its cells by column, without blanks around. superfluous: cells that stand in no column."""

    line: int
    cells: Mapping[str, str]
    superfluous: tuple[str, ...] = ()


def read(path: Path, words: Words, needed: Collection[str]) -> list[Row]:
    """The lines that say anything. Raises Trouble for what is wrong with the file itself, its columns included."""
    text = _text(path)
    said = _SEPARATOR.match(text)
    separator = said[1] if said else _separator(text)
    before = 1 if said else 0
    table = text[said.end() :] if said else text
    rows = csv.reader(StringIO(table, newline=""), delimiter=separator, strict=True)
    try:
        head = _columns(next(rows, []), words, needed, before + 1)
        return [_row(head, cells, before + rows.line_num) for cells in rows if any(map(str.strip, cells))]
    except csv.Error as error:
        raise Trouble(f"line {before + rows.line_num}: {error}") from None


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        return content.decode(_MARKS.get(content[:2], ENCODING))
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Trouble(f"{path}: byte {error.start} is not UTF-8: save it as “CSV UTF-8”") from None


def _separator(text: str) -> str:
    head = text.partition("\n")[0]
    return next((separator for separator in "\t;" if separator in head), ",")


def _columns(head: list[str], words: Words, needed: Collection[str], line: int) -> list[str | None]:
    """Our name for each column; None for one without a name."""
    columns = [_known(cell.strip(), words) for cell in head]
    names = [name for name in columns if name]
    wrong = [f"no column is called {name!r}" for name in names if name not in words]
    wrong += [f"the column {name!r} is there twice" for name in words if names.count(name) > 1]
    wrong += [f"the column {name!r} is missing" for name in needed if name not in names]
    if wrong:
        raise Trouble(*(f"line {line}: {fault}" for fault in wrong), f"the columns are {','.join(words)}")
    return columns


def _known(cell: str, words: Words) -> str | None:
    """Our name of a column that is called so; a stranger keeps its own."""
    return next((name for name, spelled in words.items() if fold(cell) in spelled), cell or None)


def _row(columns: list[str | None], cells: list[str], line: int) -> Row:
    named = [*columns, *[None] * (len(cells) - len(columns))]
    both = [(name, cell.strip()) for name, cell in zip(named, cells, strict=False)]
    return Row(
        line,
        {name: cell for name, cell in both if name},
        tuple(_superfluous(both)),
    )


def _superfluous(cells: list[tuple[str | None, str]]) -> Iterator[str]:
    return (cell for name, cell in cells if cell and not name)


def write(file: TextIO, language: str, rows: Iterable[Iterable[str]]) -> None:
    """Adds these rows as a spreadsheet in that language reads them; what it would carry out is only text to it."""
    out = csv.writer(file, delimiter=_separator_in(language), lineterminator="\n")
    out.writerows(map(_harmless, rows))


def _separator_in(language: str) -> str:
    """Where a comma stands in numbers, spreadsheets part the cells by semicolons."""
    return ";" if Locale.parse(language).number_symbols["latn"]["decimal"] == "," else ","


def _harmless(row: Iterable[str]) -> list[str]:
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row]
