"""The front door: the command line and the wiring; the only file that may import every floor.

A command imports what it works with when it runs, so that none waits for the libraries of the others.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import datetime

    from bot.channels.channel import Finding
    from bot.desk import Desk
    from bot.runtime.lifecycle import Part
    from bot.settings.config import Settings
    from store.database import Database


OURS_ALONE = 0o077  # what we write (the store, photos, exports) is read by nobody but its owner
KEPT_NUMBER = click.IntRange(1, 2**63 - 1)  # what the store can count


@dataclass
class Front:
    """What the commands share, made when a command first asks for it."""

    config: Path | None

    @cached_property
    def settings(self) -> "Settings":
        from bot.runtime import assemble
        from bot.settings import config, logs

        try:
            settings = config.load(self.config, os.environ)
        except config.ConfigError as error:
            raise click.ClickException(str(error)) from None
        logs.setup(assemble.collect_secrets(settings), settings.log.level, settings.log.format)
        return settings

    @cached_property
    def store(self) -> "Database":
        from bot.runtime import assemble

        return assemble.open_store(self.settings)

    @cached_property
    def desk(self) -> "Desk":
        """The desk on a store of the newest schema: a command that finds another says what to do."""
        from bot.runtime import assemble
        from store import schema

        with _in_one_line():
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

        with _in_one_line():
            assemble.wait_for_store(lambda: schema.is_current(self.store))
        return self.desk


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
    context.obj = front = Front(config)
    context.call_on_close(front.close)


@main.command()
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--data", metavar="DIR", type=click.Path(path_type=Path), help="Keep it here; else nowhere.")
def demo(port: int, data: Path | None) -> None:
    """Try it on this machine: sample people, three phones on a page, no credentials."""
    from webhook.demo.serve import serve

    try:
        serve(port, data, click.echo)
    except OSError as error:
        raise click.ClickException(f"Cannot run at port {port}: {error.strerror}. Try --port.") from None


@main.command()
@click.pass_obj
def setup(front: Front) -> None:
    """Ask the few questions, try each answer, write config.toml; again to change something."""
    from bot.admin.setup import beginning, file, questions
    from store import schema

    with _in_one_line():
        answers = file.open_file(front.config, os.environ)
        questions.ask_all(answers)
        answers.write()
        front.config = answers.path
        schema.prepare(front.store)
    _tell(beginning.register(front.desk))
    name = None if beginning.has_lead(front.desk) else click.prompt("\nThe first lead's name")
    _tell(beginning.invite_lead(front.desk, name))
    click.echo("\nAll set. Now: ticketero run")


@main.command()
@click.option("--paused", is_flag=True, help="Nothing goes out: to rehearse a restore.")
@click.pass_obj
def run(front: Front, paused: bool) -> None:
    """Receive, deliver and keep the clock in one process."""
    from bot.runtime import assemble
    from bot.runtime.worker import Worker
    from store import schema

    with _in_one_line():
        assemble.wait_for_store(lambda: schema.prepare(front.store))
    desk = front.desk_in_time()
    worker = [Worker(desk, paused=True)] if paused else _worker(desk)
    _keep_going(desk, _watched(desk, [*worker, *_receiver(desk)], works=not paused))


@main.command()
@click.pass_obj
def receive(front: Front) -> None:
    """Receive only: any number of these beside each other, on PostgreSQL."""
    desk = front.desk_in_time()
    _say_what_sqlite_is_for(desk)
    _keep_going(desk, _watched(desk, _receiver(desk), works=False))


@main.command()
@click.pass_obj
def work(front: Front) -> None:
    """Deliver and keep the clock only: any number of these beside each other, on PostgreSQL."""
    desk = front.desk_in_time()
    _say_what_sqlite_is_for(desk)
    _keep_going(desk, _watched(desk, _worker(desk), works=True))


@main.command()
@click.pass_obj
def migrate(front: Front) -> None:
    """Bring the store to the newest schema."""
    from store import schema

    with _in_one_line():
        schema.upgrade(front.store)
    click.echo("The store has the newest schema.")


@main.group()
def people() -> None:
    """Who may use the desk: clients, technicians and leads."""


@people.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(["client", "technician", "lead"]))
@click.option("--company", default="", help="Their company (Razón social).")
@click.option("--phone", default="", help="Their number, in any usual spelling.")
@click.option("--language", default="", help="es_AR or en; else the desk's.")
@click.option("--chat", "chats", multiple=True, help="telegram:<user id> or whatsapp:+549…; may repeat.")
@click.pass_obj
def people_add(
    front: Front, name: str, role: str, company: str, phone: str, language: str, chats: tuple[str, ...]
) -> None:
    """Add a person; prints how they enter, unless their chat is given."""
    from bot.admin.people import entering, roster

    _tell(entering.add(front.desk, roster.Newcomer(name, role, company, phone, language, chats)))


@people.command("list")
@click.pass_obj
def people_list(front: Front) -> None:
    """Everybody, those who left included."""
    from bot.admin.people import entering

    _tell(entering.list_all(front.desk))


@people.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def people_import(front: Front, file: Path) -> None:
    """Add the people of a CSV file, all or none: name,role,company,phone,language,chat."""
    from bot.admin.people import entering

    _tell(entering.import_all(front.desk, file))


@people.command("invite")
@click.argument("name")
@click.pass_obj
def people_invite(front: Front, name: str) -> None:
    """Make a new link for somebody; the former one is void."""
    from bot.admin.people import entering

    _tell(entering.invite(front.desk, name))


@people.command("links")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def people_links(front: Front, file: Path) -> None:
    """Invite everybody active who has neither a chat nor a valid code: a line each into a CSV file."""
    from bot.admin.people import links

    _tell(links.write(front.desk, file))


@people.command("deactivate")
@click.argument("name")
@click.pass_obj
def people_deactivate(front: Front, name: str) -> None:
    """End what somebody can do here; their history stays."""
    from bot.admin.people import corrections

    _tell(corrections.deactivate(front.desk, name))


@people.command("erase")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def people_erase(front: Front, name: str, yes: bool) -> None:
    """Erase all that is kept of somebody; their tickets keep numbers and times."""
    from bot.admin.people import corrections

    with _in_one_line():
        whom = corrections.described(front.desk, name)
    if not yes:
        click.confirm(f"Erase all that is kept of {whom}? This cannot be undone.", abort=True)
    _tell(corrections.erase(front.desk, name))


@people.command("reactivate")
@click.argument("name")
@click.pass_obj
def people_reactivate(front: Front, name: str) -> None:
    """Undo a deactivation: their chats and tickets are theirs as before."""
    from bot.admin.people import corrections

    _tell(corrections.reactivate(front.desk, name))


@people.command("edit")
@click.argument("name")
@click.option("--name", "new_name", help="What they are called from now on.")
@click.option("--company", help="Their company; empty for none.")
@click.option("--phone", help="Their number; empty for none.")
@click.option("--role", type=click.Choice(["client", "technician", "lead"]))
@click.option("--language", help="es_AR or en; empty for the desk's.")
@click.pass_obj
def people_edit(front: Front, /, name: str, new_name: str | None, **others: str | None) -> None:
    """Correct somebody's name, company, phone, role or language."""
    from bot.admin.people import corrections

    given = {"name": new_name, **others}
    changes = {field: value for field, value in given.items() if value is not None}
    _tell(corrections.edit(front.desk, name, changes))


@people.command("unlink")
@click.argument("name")
@click.argument("chat")
@click.pass_obj
def people_unlink(front: Front, name: str, chat: str) -> None:
    """Take a chat (telegram:1001, whatsapp:+549…, webchat) from somebody it does not belong to."""
    from bot.admin.people import corrections

    _tell(corrections.unlink(front.desk, name, chat))


@main.group()
def tickets() -> None:
    """The tickets of the system that this one replaces."""


@tickets.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--add-people", is_flag=True, help="Add the people whom it names and nobody knows.")
@click.pass_obj
def tickets_import(front: Front, file: Path, add_people: bool) -> None:
    """Take in the tickets of a CSV file, or of a JSON file as export writes it; all or none."""
    from bot.admin.tickets import importing

    _tell(importing.import_all(front.desk, file, add_people=add_people))


@main.group()
def inbox() -> None:
    """What we heard and could not understand."""


@inbox.command("failed")
@click.pass_obj
def inbox_failed(front: Front) -> None:
    """Show it, one JSON object a line."""
    from bot.admin import dead_letters

    _tell(dead_letters.list_inbox(front.desk))


@inbox.command("replay")
@click.argument("id", required=False, type=KEPT_NUMBER)
@click.pass_obj
def inbox_replay(front: Front, id: int | None) -> None:
    """Hear it again: one message, or all that failed."""
    from bot.admin import dead_letters

    _tell(dead_letters.replay(front.desk, id))


@main.group()
def outbox() -> None:
    """What we said and no provider took."""


@outbox.command("failed")
@click.pass_obj
def outbox_failed(front: Front) -> None:
    """Show it, one JSON object a line."""
    from bot.admin import dead_letters

    _tell(dead_letters.list_outbox(front.desk))


@outbox.command("retry")
@click.argument("id", required=False, type=KEPT_NUMBER)
@click.pass_obj
def outbox_retry(front: Front, id: int | None) -> None:
    """Send it again: one message, or all that failed."""
    from bot.admin import dead_letters

    _tell(dead_letters.retry(front.desk, id))


@main.command()
@click.argument("number", required=False, type=KEPT_NUMBER)
@click.option("--all", "folder", metavar="DIR", type=click.Path(path_type=Path), help="All, into a folder.")
@click.pass_obj
def export(front: Front, number: int | None, folder: Path | None) -> None:
    """Write a ticket as JSON, or all of them with their files."""
    from bot.admin import records

    if (number is None) == (folder is None):
        raise click.UsageError("Say which: a ticket's number, or --all DIR.")
    _tell(records.export_all(front.desk, folder) if folder else records.export_one(front.desk, number or 0))


@main.command()
@click.option("--out", "file", metavar="FILE.png", required=True, type=click.Path(path_type=Path))
@click.pass_obj
def board(front: Front, file: Path) -> None:
    """The picture of the board, as it stands now."""
    from bot.admin import records

    _tell(records.draw_board(front.desk, file))


@main.command()
@click.option("--month", metavar="2026-11", help="Those opened in this month; else all.")
@click.option(
    "--out", "file", metavar="FILE.csv", type=click.Path(path_type=Path), help="Else on the terminal."
)
@click.pass_obj
def report(front: Front, month: str | None, file: Path | None) -> None:
    """The tickets of a month and their totals, for a spreadsheet."""
    from bot.admin.tickets import report

    _tell(report.month(front.desk, month, file))


@main.command()
@click.option("--place", default="", help="Where it hangs: «Caja 2»; the ticket begins with it.")
@click.option(
    "--out", "file", metavar="FILE.png|pdf", type=click.Path(path_type=Path), help="Else on the terminal."
)
@click.pass_obj
def qr(front: Front, place: str, file: Path | None) -> None:
    """A sticker: whoever scans it begins a ticket."""
    from bot.admin import stickers

    _tell(stickers.write(front.desk, place, file) if file else stickers.show(front.desk, place))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup(front: Front, file: Path) -> None:
    """Write the store and the photos into one tar file, while the desk serves."""
    from bot.admin import backup

    _tell(backup.backup(front.desk.store, front.desk.photos, file))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def restore(front: Front, file: Path) -> None:
    """Fill an empty store with a backup, of whichever database it was."""
    from bot.admin import backup
    from store.files.photos import Photos

    _tell(backup.restore(front.store, Photos(front.settings.store.photos), file))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def check(front: Front, as_json: bool) -> None:
    """Look at all that the desk needs; says what to do where something is amiss."""
    from datetime import UTC, datetime

    from bot.admin import checks

    good = True
    for finding in _findings(front, datetime.now(UTC)):
        click.echo(checks.as_json(finding) if as_json else checks.as_line(finding))
        good = good and finding.fine
    if not good:
        raise click.exceptions.Exit(1)


def _findings(front: Front, now: "datetime") -> Iterator["Finding"]:
    """What the check finds; of settings that cannot be read, each fault."""
    from bot.admin import checks
    from bot.channels.channel import Finding
    from bot.settings import config

    try:
        settings = front.settings
    except click.ClickException as wrong:
        for line in wrong.message.splitlines():
            yield Finding("config", False, line)
        return
    yield from checks.findings(settings, config.file_of(front.config, os.environ), front.store, now)


@main.command()
@click.pass_obj
def hook(front: Front) -> None:
    """Tell the providers where this desk is; prints what to enter at Twilio."""
    from bot.admin import hooks

    _tell(hooks.register(front.desk))


def _worker(desk: "Desk") -> list["Part"]:
    """The clockwork, and who asks Telegram for updates where Telegram does not call us."""
    from bot.runtime import assemble
    from bot.runtime.worker import Worker

    return [Worker(desk), *assemble.make_polling(desk)]


def _receiver(desk: "Desk") -> list["Part"]:
    from webhook import create_app
    from webhook.server import Server

    web = desk.settings.web
    try:
        return [Server(create_app(desk), web.host, web.port)]
    except OSError as error:
        where = f"{web.host}:{web.port}"
        raise click.ClickException(
            f"Cannot listen at {where} (web.host, web.port): {error.strerror}"
        ) from None


def _watched(desk: "Desk", parts: Sequence["Part"], works: bool) -> list["Part"]:
    from bot.runtime.watch import Watch

    return [*parts, Watch(desk, works=works, beside=parts)]


def _keep_going(desk: "Desk", parts: Sequence["Part"]) -> None:
    from bot.runtime import lifecycle

    lifecycle.run_until_told(desk, parts, f"Ready: {desk.settings.desk.name}, {desk.settings.web.public_url}")


def _say_what_sqlite_is_for(desk: "Desk") -> None:
    if desk.store.is_sqlite:
        click.echo("SQLite serves one process well; for several, use PostgreSQL (store.url).", err=True)


def _tell(lines: Iterator[str]) -> None:
    """Prints what a command says."""
    with _in_one_line():
        for line in lines:
            click.echo(line)


@contextmanager
def _in_one_line() -> Iterator[None]:
    """What stands in a command's way is one plain line, and exit code 1."""
    from bot.admin.trouble import Trouble
    from bot.channels.channel import Misconfigured, TryLater, Undeliverable
    from store.database import StoreAway
    from store.schema import WrongSchema

    try:
        yield
    except StoreAway as away:
        raise click.ClickException(f"The store cannot be used: {away}") from None
    except (Trouble, TryLater, Undeliverable, Misconfigured, WrongSchema) as trouble:
        raise click.ClickException(str(trouble)) from None


if __name__ == "__main__":
    main(prog_name="ticketero")
