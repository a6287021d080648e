"""`ticketero inbox`, `ticketero outbox`: what could not be understood or delivered."""

import click

from bot.admin.terminal.front import KEPT_NUMBER, Front, tell


@click.group()
def inbox() -> None:
    """What we heard and could not understand."""


@inbox.command("failed")
@click.pass_obj
def inbox_failed(front: Front) -> None:
    """Show it, one JSON object a line."""
    from bot.admin import dead_letters

    tell(dead_letters.list_inbox(front.desk))


@inbox.command("replay")
@click.argument("id", required=False, type=KEPT_NUMBER)
@click.pass_obj
def inbox_replay(front: Front, id: int | None) -> None:
    """Hear it again: one message, or all that failed."""
    from bot.admin import dead_letters

    tell(dead_letters.replay(front.desk, id))


@click.group()
def outbox() -> None:
    """What we said and no provider took."""


@outbox.command("failed")
@click.pass_obj
def outbox_failed(front: Front) -> None:
    """Show it, one JSON object a line."""
    from bot.admin import dead_letters

    tell(dead_letters.list_outbox(front.desk))


@outbox.command("retry")
@click.argument("id", required=False, type=KEPT_NUMBER)
@click.pass_obj
def outbox_retry(front: Front, id: int | None) -> None:
    """Send it again: one message, or all that failed."""
    from bot.admin import dead_letters

    tell(dead_letters.retry(front.desk, id))
