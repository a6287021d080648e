"""`ticketero setup | check | hook | migrate | backup | restore`: what keeps a desk in order."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.admin.terminal.front import Front, in_one_line, show, tell

if TYPE_CHECKING:
    from datetime import datetime

    from bot.channels.channel import Finding


@click.command()
@click.pass_obj
def setup(front: Front) -> None:
    """Ask the few questions, try each answer, write config.toml; again to change something."""
    from bot.admin.setup import beginning, file, questions
    from store import schema

    with in_one_line():
        answers = file.open_file(front.config, os.environ)
        questions.ask_all(answers)
        answers.write()
        front.config = answers.path
        schema.prepare(front.store)
    tell(beginning.register(front.desk))
    name = None if beginning.has_lead(front.desk) else click.prompt("\nThe first lead's name")
    tell(beginning.invite_lead(front.desk, name))
    click.echo("\nAll set. Now: ticketero run")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def check(front: Front, as_json: bool) -> None:
    """Look at all that the desk needs; says what to do where something is amiss."""
    from datetime import UTC, datetime

    from bot.admin import checks

    good = True
    for finding in _findings(front, datetime.now(UTC)):
        show(checks.as_json(finding) if as_json else checks.as_line(finding))
        good = good and finding.fine
    if not good:
        raise click.exceptions.Exit(1)


def _findings(front: Front, now: "datetime") -> Iterator["Finding"]:
    """What the check finds; of settings that cannot be read, each fault."""
    from bot.admin import checks
    from bot.channels.channel import Finding
    from bot.settings import config

    try:
        settings, store = front.settings, front.store
    except click.ClickException as wrong:
        for line in wrong.message.splitlines():
            yield Finding("config", False, line)
        return
    yield from checks.findings(settings, config.file_of(front.config, os.environ), store, now)


@click.command()
@click.pass_obj
def hook(front: Front) -> None:
    """Tell the providers where this desk is; prints what to enter at Twilio."""
    from bot.admin import hooks

    tell(hooks.register(front.desk))


@click.command()
@click.pass_obj
def migrate(front: Front) -> None:
    """Bring the store to the newest schema."""
    from store import schema

    with in_one_line():
        schema.upgrade(front.store)
    show("The store has the newest schema.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup(front: Front, file: Path) -> None:
    """Write the store and the photos into one tar file, while the desk serves."""
    from bot.admin import backup

    tell(backup.backup(front.desk.store, front.desk.photos, file))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def restore(front: Front, file: Path) -> None:
    """Fill an empty store with a backup, of whichever database it was."""
    from bot.admin import backup
    from store.files.photos import Photos

    tell(backup.restore(front.store, Photos(front.settings.store.photos), file))
