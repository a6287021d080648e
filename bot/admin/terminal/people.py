"""`ticketero people`."""

from pathlib import Path

import click

from bot.admin.terminal.front import Front, in_one_line, tell


@click.group()
def people() -> None:
    """Who may use the desk: clients, technicians and leads."""


@people.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(["client", "technician", "lead"]))
@click.option("--company", default="", help="Their company (Razón social).")
@click.option("--phone", default="", help="Their number, in any usual spelling.")
@click.option("--language", default="", help="Such as es_AR or pt_BR; else the desk's.")
@click.option("--chat", "chats", multiple=True, help="telegram:<user id> or whatsapp:+549…; may repeat.")
@click.pass_obj
def people_add(
    front: Front, name: str, role: str, company: str, phone: str, language: str, chats: tuple[str, ...]
) -> None:
    """Add a person; prints how they enter, unless their chat is given."""
    from bot.admin.people import entering, roster

    each_once = tuple(dict.fromkeys(chats))
    tell(entering.add(front.desk, roster.Newcomer(name, role, company, phone, language, each_once)))


@people.command("list")
@click.pass_obj
def people_list(front: Front) -> None:
    """Everybody, those who left included."""
    from bot.admin.people import entering

    tell(entering.list_all(front.desk))


@people.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def people_import(front: Front, file: Path) -> None:
    """Add the people of a CSV file, all or none: name,role,company,phone,language,chat."""
    from bot.admin.people import entering

    tell(entering.import_all(front.desk, file))


@people.command("invite")
@click.argument("name")
@click.pass_obj
def people_invite(front: Front, name: str) -> None:
    """Make a new link for somebody; the former one is void."""
    from bot.admin.people import entering

    tell(entering.invite(front.desk, name))


@people.command("links")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def people_links(front: Front, file: Path) -> None:
    """Invite everybody active who has neither a chat nor a valid code: a line each into a CSV file."""
    from bot.admin.people import links

    tell(links.write(front.desk, file))


@people.command("deactivate")
@click.argument("name")
@click.pass_obj
def people_deactivate(front: Front, name: str) -> None:
    """End what somebody can do here; their history stays."""
    from bot.admin.people import corrections

    tell(corrections.deactivate(front.desk, name))


@people.command("erase")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def people_erase(front: Front, name: str, yes: bool) -> None:
    """Erase all that is kept of somebody; their tickets keep numbers and times."""
    from bot.admin.people import corrections

    with in_one_line():
        whom = corrections.described(front.desk, name)
    if not yes:
        click.confirm(f"Erase all that is kept of {whom}? This cannot be undone.", abort=True)
    tell(corrections.erase(front.desk, name))


@people.command("reactivate")
@click.argument("name")
@click.pass_obj
def people_reactivate(front: Front, name: str) -> None:
    """Undo a deactivation: their chats and tickets are theirs as before."""
    from bot.admin.people import corrections

    tell(corrections.reactivate(front.desk, name))


@people.command("edit")
@click.argument("name")
@click.option("--name", "new_name", help="What they are called from now on.")
@click.option("--company", help="Their company; empty for none.")
@click.option("--phone", help="Their number; empty for none.")
@click.option("--role", type=click.Choice(["client", "technician", "lead"]))
@click.option("--language", help="Such as es_AR or pt_BR; empty for the desk's.")
@click.pass_obj
def people_edit(front: Front, /, name: str, new_name: str | None, **others: str | None) -> None:
    """Correct somebody's name, company, phone, role or language."""
    from bot.admin.people import corrections

    given = {"name": new_name, **others}
    changes = {field: value for field, value in given.items() if value is not None}
    tell(corrections.edit(front.desk, name, changes))


@people.command("unlink")
@click.argument("name")
@click.argument("chat")
@click.pass_obj
def people_unlink(front: Front, name: str, chat: str) -> None:
    """Take a chat (telegram:1001, whatsapp:+549…, webchat) from somebody it does not belong to."""
    from bot.admin.people import corrections

    tell(corrections.unlink(front.desk, name, chat))
