"""What the commands share: the settings, the store, the desk; how they speak, and how they fail."""

import codecs
import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.settings.sections import Settings
    from store.database import Database


KEPT_NUMBER = click.IntRange(1, 2**63 - 1)  # what the store can count


@dataclass
class Front:
    """What the commands share, made when a command first asks for it."""

    config: Path | None

    @cached_property
    def settings(self) -> "Settings":
        from bot.runtime import assemble
        from bot.settings import config

        with in_one_line():
            settings = config.load(self.config, os.environ)
        assemble.set_up_logs(settings)
        return settings

    @cached_property
    def store(self) -> "Database":
        from bot.runtime import assemble

        with in_one_line():
            return assemble.open_store(self.settings)

    @cached_property
    def desk(self) -> "Desk":
        """The desk on a store of the newest schema: a command that finds another says what to do."""
        from bot.runtime import assemble
        from store import schema

        with in_one_line():
            schema.expect_current(self.store)
            return assemble.make_desk(self.settings, self.store)

    def close(self) -> None:
        made = vars(self)
        if "desk" in made:
            from bot import channels

            channels.close_all(self.desk.channels.values())
        if "store" in made:
            self.store.close()

    def desk_in_time(self) -> "Desk":
        """The desk, as soon as the store can be reached: what runs for months may start before its database."""
        from bot.runtime import assemble
        from store import schema

        with in_one_line():
            assemble.wait_for_store(lambda: schema.is_current(self.store))
        return self.desk


def tell(lines: Iterator[str]) -> None:
    """Prints what a command says."""
    with in_one_line():
        for line in lines:
            show(line)


def show(line: str) -> None:
    """Prints a line. Where it cannot be written, that ends the command; whoever reads no further has read enough."""
    try:
        click.echo(line)
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        _write_no_more()
        raise click.ClickException(f"The output cannot be written: {error.strerror}") from None


def _write_no_more() -> None:
    """What the stream still holds would be written, and fail, once more when the program ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def escape_what_cannot_be_shown() -> None:
    """A character that the terminal's encoding lacks is written as JSON escapes it, and nothing ends for it."""
    codecs.register_error("escaped", _escaped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="escaped")


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2)), error.end


@contextmanager
def in_one_line() -> Iterator[None]:
    """What stands in a command's way is one plain line, and exit code 1."""
    from bot.admin.trouble import Trouble
    from bot.channels.channel import Misconfigured, TryLater, Undeliverable
    from bot.settings.config import ConfigError
    from store.database import StoreAway
    from store.schema import WrongSchema

    try:
        yield
    except StoreAway as away:
        raise click.ClickException(f"The store cannot be used: {away}") from None
    except (Trouble, ConfigError, TryLater, Undeliverable, Misconfigured, WrongSchema) as trouble:
        raise click.ClickException(str(trouble)) from None
