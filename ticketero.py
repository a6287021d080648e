"""The front door: the command line and the wiring; the only file that may import every floor.

Here stand the commands that serve; the others come from `bot.admin.terminal`. A command imports what it works with when
it runs, so that none waits for the libraries of the others.
"""

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.admin import terminal
from bot.admin.terminal.front import Front, escape_what_cannot_be_shown, in_one_line

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.runtime.lifecycle import Part


OURS_ALONE = 0o077  # what we write (the store, photos, exports) is read by nobody but its owner
MANY = 100_000  # objects made since garbage was last looked for


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
    os.umask(OURS_ALONE)
    escape_what_cannot_be_shown()
    context.obj = front = Front(config)
    context.call_on_close(front.close)


@main.command()
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--data", metavar="DIR", type=click.Path(path_type=Path), help="Keep it here; else nowhere.")
def demo(port: int, data: Path | None) -> None:
    """Try it on this machine: sample people, three phones on a page, no credentials."""
    from bot.admin import files
    from webhook.demo.serve import serve
    from webhook.server import CannotListen

    with in_one_line():
        if data is not None:
            files.make_folder(data)
        try:
            serve(port, data, click.echo)
        except CannotListen as error:
            raise click.ClickException(f"Cannot run at port {port}: {error}. Try --port.") from None


@main.command()
@click.option("--paused", is_flag=True, help="Nothing goes out: to rehearse a restore.")
@click.pass_obj
def run(front: Front, paused: bool) -> None:
    """Receive, deliver and keep the clock in one process."""
    with _beginning():
        from bot.runtime import assemble
        from bot.runtime.worker import Worker
        from store import schema

        with in_one_line():
            assemble.wait_for_store(lambda: schema.prepare(front.store))
        desk = front.desk_in_time()
        worker = [Worker(desk, paused=True)] if paused else _worker(desk)
        parts = _watched(desk, [*worker, *_receiver(desk)], works=not paused, paused=paused)
    _keep_going(desk, parts)


@main.command()
@click.pass_obj
def receive(front: Front) -> None:
    """Receive only: any number of these beside each other, on PostgreSQL."""
    with _beginning():
        desk = front.desk_in_time()
        _say_what_sqlite_is_for(desk)
        parts = _watched(desk, _receiver(desk), works=False)
    _keep_going(desk, parts)


@main.command()
@click.pass_obj
def work(front: Front) -> None:
    """Deliver and keep the clock only: any number of these beside each other, on PostgreSQL."""
    with _beginning():
        desk = front.desk_in_time()
        _say_what_sqlite_is_for(desk)
        parts = _watched(desk, _worker(desk), works=True)
    _keep_going(desk, parts)


@contextmanager
def _beginning() -> Iterator[None]:
    """What a process begins with lives as long as it does: to look among it for garbage took a fifth of the start."""
    usual = gc.get_threshold()
    gc.set_threshold(MANY)
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*usual)


def _worker(desk: "Desk") -> list["Part"]:
    """The clockwork, and who asks Telegram for updates where Telegram does not call us."""
    from bot.runtime import assemble
    from bot.runtime.worker import Worker

    return [Worker(desk), *assemble.make_polling(desk)]


def _receiver(desk: "Desk") -> list["Part"]:
    from webhook import create_app
    from webhook.server import CannotListen, Server

    web = desk.settings.web
    try:
        return [Server(create_app(desk), web.host, web.port)]
    except CannotListen as error:
        where = f"{web.host}:{web.port}"
        raise click.ClickException(f"Cannot listen at {where} (web.host, web.port): {error}") from None


def _watched(desk: "Desk", parts: Sequence["Part"], works: bool, paused: bool = False) -> list["Part"]:
    from bot.runtime.watch import Watch

    return [*parts, Watch(desk, works=works, paused=paused, beside=parts)]


def _keep_going(desk: "Desk", parts: Sequence["Part"]) -> None:
    from bot.runtime import lifecycle

    lifecycle.run_until_told(desk, parts, f"Ready: {desk.settings.desk.name}, {desk.settings.web.public_url}")


def _say_what_sqlite_is_for(desk: "Desk") -> None:
    if desk.store.is_sqlite:
        click.echo("SQLite serves one process well; for several, use PostgreSQL (store.url).", err=True)


for command in terminal.COMMANDS:
    main.add_command(command)

if __name__ == "__main__":
    main(prog_name="ticketero")
