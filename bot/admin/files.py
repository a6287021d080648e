"""The files that commands write: their owner alone may read them, and what is wrong with one is told in a line."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.admin.trouble import Trouble


def create(path: Path) -> BinaryIO:
    """Opens it to be written anew, readable by its owner alone, also where it was there before."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    if path.is_file():  # a device, as /dev/null is one, stays everybody's
        path.chmod(0o600)
    return os.fdopen(file, "wb")


def make_folder(path: Path) -> None:
    """Makes it, and those above it, where they are not there. Raises Trouble."""
    with in_a_line(path):
        path.mkdir(parents=True, exist_ok=True)


@contextmanager
def begun(path: Path) -> Iterator[tuple[BinaryIO, Callable[[], None]]]:
    """A file that is written beside the one of this name, and what puts it in place with all that is written by then:
    until that is called, the one that was there stays as it was. Raises Trouble."""
    with in_a_line(path):
        if path.exists() and not path.is_file():  # a device is written as it is
            with create(path) as out:
                yield out, out.flush
            return
        place = path.resolve()
        part = place.with_name(f"{place.name}.part")
        try:
            with create(part) as out:

                def put_in_place() -> None:
                    out.flush()
                    os.fsync(out.fileno())
                    if part.exists():
                        part.replace(place)

                yield out, put_in_place
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file that is in place once all of it is written. Raises Trouble, and then the one that was there stays."""
    with begun(path) as (out, put_in_place):
        yield out
        put_in_place()


@contextmanager
def in_a_line(path: Path) -> Iterator[None]:
    """Raises Trouble for what the system says of the file."""
    try:
        yield
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror or error}") from None
