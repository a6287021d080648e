"""The front door: the command line and the wiring; the only file that may import every floor.

A command imports what it works with when it runs, so that none waits for the libraries of the others.
"""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.desk import Desk
    from store.database import Database


@dataclass
class Front:
    """What the commands share, made when a command first asks for it."""

    config: Path | None

    @cached_property
    def settings(self) -> "Settings":
        from bot import assemble, config, logs

        try:
            settings = config.load(self.config, os.environ)
        except config.ConfigError as error:
            raise click.ClickException(str(error)) from None
        logs.setup(assemble.secrets_of(settings))
        return settings

    @cached_property
    def store(self) -> "Database":
        from bot import assemble

        return assemble.store(self.settings)

    @cached_property
    def desk(self) -> "Desk":
        """The desk on a store of the newest schema: a command that finds another says what to do."""
        from bot import assemble
        from store import schema
        from store.database import StoreAway

        try:
            if not schema.is_current(self.store):
                raise click.ClickException(
                    "The store is not at this version's schema. Run: ticketero migrate"
                )
            return assemble.desk(self.settings, self.store)
        except StoreAway as away:
            raise click.ClickException(f"The store cannot be reached: {away}") from None


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="ticketero", message="%(prog)s %(version)s")
@click.option(
    "--config",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The configuration; else the file that TICKETERO_CONFIG names, else config.toml.",
)
@click.pass_context
def main(context: click.Context, config: Path | None) -> None:
    """A help desk in the chat."""
    context.obj = Front(config)


@main.command()
@click.pass_obj
def migrate(front: Front) -> None:
    """Bring the store to the newest schema."""
    from store import schema
    from store.database import StoreAway

    try:
        schema.upgrade(front.store)
    except StoreAway as away:
        raise click.ClickException(f"The store cannot be reached: {away}") from None
    click.echo("The store has the newest schema.")


if __name__ == "__main__":
    main(prog_name="ticketero")
