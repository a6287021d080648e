"""`ticketero tickets | export | report | board | qr`: tickets come in, and what is known goes out as files."""

from pathlib import Path

import click

from bot.admin.terminal.front import KEPT_NUMBER, Front, tell


@click.group()
def tickets() -> None:
    """The tickets of the system that this one replaces."""


@tickets.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--add-people", is_flag=True, help="Add the people whom it names and nobody knows.")
@click.pass_obj
def tickets_import(front: Front, file: Path, add_people: bool) -> None:
    """Take in the tickets of a CSV file, or of a JSON file as export writes it; all or none.

    Of JSON, most events, the channels and the deadlines stay behind (docs/export.md): backup carries a whole desk over.
    """
    from bot.admin.tickets import importing

    tell(importing.import_all(front.desk, file, add_people=add_people))


@click.command()
@click.argument("number", required=False, type=KEPT_NUMBER)
@click.option("--all", "folder", metavar="DIR", type=click.Path(path_type=Path), help="All, into a folder.")
@click.pass_obj
def export(front: Front, number: int | None, folder: Path | None) -> None:
    """Write a ticket as JSON, or all of them with their files."""
    from bot.admin import records

    if (number is None) == (folder is None):
        raise click.UsageError("Say which: a ticket's number, or --all DIR.")
    tell(records.export_all(front.desk, folder) if folder else records.export_one(front.desk, number or 0))


@click.command()
@click.option("--month", metavar="2026-11", help="Those opened in this month; else all.")
@click.option(
    "--out", "file", metavar="FILE.csv", type=click.Path(path_type=Path), help="Else on the terminal."
)
@click.pass_obj
def report(front: Front, month: str | None, file: Path | None) -> None:
    """The tickets of a month and their totals, for a spreadsheet."""
    from bot.admin.tickets import report

    tell(report.month(front.desk, month, file))


@click.command()
@click.option("--out", "file", metavar="FILE.png", required=True, type=click.Path(path_type=Path))
@click.pass_obj
def board(front: Front, file: Path) -> None:
    """The picture of the board, as it stands now."""
    from bot.admin import records

    tell(records.draw_board(front.desk, file))


@click.command()
@click.option("--place", default="", help="Where it hangs: «Caja 2»; the ticket begins with it.")
@click.option(
    "--out", "file", metavar="FILE.png|pdf", type=click.Path(path_type=Path), help="Else on the terminal."
)
@click.pass_obj
def qr(front: Front, place: str, file: Path | None) -> None:
    """A sticker: whoever scans it begins a ticket."""
    from bot.admin import stickers

    tell(stickers.write(front.desk, place, file) if file else stickers.show(front.desk, place))
