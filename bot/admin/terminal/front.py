"""What the commands share: the settings, the store, the desk; how they speak, and how they fail."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
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
            click.echo(line)


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
