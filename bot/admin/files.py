"""The files that commands write: their owner alone may read them, and what is wrong with one is told in a line."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO

from bot.admin.trouble import Trouble


def create(path: Path) -> BinaryIO:
    """Opens it to be written anew, readable by its owner alone, also where it was there before."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    if path.is_file():  # a device, as /dev/null is one, stays everybody's
        path.chmod(0o600)
    return os.fdopen(file, "wb")


def create_table(path: Path) -> TextIO:
    """As `create`, for text with the mark by which spreadsheets know UTF-8; line ends are the writer's."""
    return TextIOWrapper(create(path), encoding="utf-8-sig", newline="")


def make_folder(path: Path) -> None:
    """Makes it, and those above it, where they are not there. Raises Trouble."""
    with in_a_line(path):
        path.mkdir(parents=True, exist_ok=True)


@contextmanager
def in_a_line(path: Path) -> Iterator[None]:
    """Raises Trouble for what the system says of the file."""
    try:
        yield
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}") from None
