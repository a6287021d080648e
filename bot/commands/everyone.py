"""What everybody may ask for: the menu, the help, their tickets, one ticket, the language, the way out."""

from bot.channels.messages import Label, Reply
from bot.dialogue import engine
from bot.language import words
from bot.replies import views
from bot.replies.turn import Turn
from store.messages import sent_lookup, usage
from store.tables import Ticket
from store.tickets import lists, thread, tickets

MENU = {
    "client": ("open", "mine", "help"),
    "technician": ("pending", "open", "help"),
    "lead": ("unassigned", "board", "open", "people", "help"),
}
SHOWN = 5
PAGE = 10


def menu(turn: Turn, args: str) -> None:
    labels = tuple(Label(name, name) for name in MENU[turn.role])
    turn.say(Reply(f"menu.{turn.role}", {"name": views.first_name(turn.person)}, labels=labels))


def help(turn: Turn, args: str) -> None:
    """Every command of the role, a line each."""
    voice, channel = turn.voice, turn.desk.channels.get(turn.chat.channel)
    slash = "/" if channel is None or channel.slash else ""
    lines = [
        voice(
            "help.line",
            slash=slash,
            word=voice.texts.find(voice.language, f"commands.{command.name}.words")[0],
            what=voice(f"commands.{command.name}.help"),
        )
        for command in turn.commands.values()
        if command.typed and turn.role in command.roles
    ]
    turn.say(Reply(f"help.{turn.role}", {"commands": "\n".join(lines)}, labels=(Label("link", "link"),)))


def help_with_form(turn: Turn) -> None:
    """«ayuda» in the middle of a form: how to go on, and the question again."""
    turn.say("help.form")
    engine.ask_again(turn)


def cancel(turn: Turn, args: str) -> None:
    form = engine.current(turn)
    if form is None:
        turn.say("nothing_to_cancel")
    else:
        engine.cancel(form)


def language(turn: Turn, args: str) -> None:
    engine.start(turn, "language")


def mine(turn: Turn, args: str) -> None:
    """«Mis tickets», a page; turned by its buttons it changes in place."""
    wanted = words.whole(args) or 1
    found, pages = lists.page_of(turn.session, turn.person, max(1, min(wanted, 10_000)), SHOWN)
    if not found:
        turn.say(Reply("list.none", labels=(Label("open", "open"),)))
        return
    page = max(1, wanted)
    labels = [Label(f"view {ticket.number}", "ticket", values={"number": ticket.number}) for ticket in found]
    labels += [Label(f"mine {page - 1}", "previous")] if page > 1 else []
    labels += [Label(f"mine {page + 1}", "next")] if page < pages else []
    text = views.mine(found, page, pages)
    turn.say(Reply("plain", {"text": text}, labels=tuple(labels), several=True, edits=_turned(turn, "mine")))


def _turned(turn: Turn, command: str) -> int | None:
    """The list whose button was pressed: our message that offers it, to be changed in place."""
    inbound = turn.heard.inbound
    if inbound.kind != "press" or not inbound.message_id:
        return None
    row = sent_lookup.pressed(turn.session, turn.chat.id, inbound.message_id, inbound.press, turn.now)
    turns = [data for _, data in row.content.get("options", ())] if row else []
    return row.id if row and any(data.startswith(f"{command} ") for data in turns) else None


def view(turn: Turn, args: str) -> None:
    """A ticket with all its fields, the last entries of its thread, and what this person may do with it now."""
    numbers, _ = words.tickets(args.split())
    if not numbers:
        engine.start(turn, "which", {"command": "view"})
        return
    for number in numbers[:3]:
        _show(turn, tickets.get(turn.session, turn.person, number))


def _show(turn: Turn, ticket: Ticket) -> None:
    entries = thread.last(turn.session, turn.person, ticket, SHOWN)
    more = thread.count(turn.session, turn.person, ticket) - len(entries) if len(entries) == SHOWN else 0
    files = thread.files_of(turn.session, entries)
    images = thread.images(turn.session, ticket)
    said_thread = views.entries(entries, files) if entries else None
    text = views.ticket(ticket, len(images), turn.now, more, said_thread)
    labels = ([Label(f"thread {ticket.number} {entries[0].id}", "see_all")] if more else []) + actions(
        turn, ticket
    )
    text = with_deliveries(turn, ticket, text)
    row_id = turn.say(Reply("plain", {"text": text}, labels=tuple(labels), ticket_id=ticket.id))
    shown = [file.id for file in [*images, *(file for several in files.values() for file in several)]]
    if shown and row_id is not None:
        album = Reply(
            "relay.images", {"number": ticket.number}, files=tuple(shown), ticket_id=ticket.id, quotes=row_id
        )
        turn.say(album)


def with_deliveries(turn: Turn, ticket: Ticket, text: views.Words) -> views.Words:
    """The staff also see what did not arrive; the lead, what was spent on it."""
    if not tickets.may(turn.person, ticket, "note"):
        return text
    sent = usage.of_ticket(turn.session, ticket.id) if turn.role == "lead" else {}
    more = views.deliveries(sent_lookup.not_arrived(turn.session, ticket.id), sent)
    return lambda voice: text(voice) + more(voice)


def actions(turn: Turn, ticket: Ticket) -> list[Label]:
    """What this person may do with the ticket now."""
    may = {act for act in tickets.MAY if tickets.may(turn.person, ticket, act)}
    open_ = ticket.status == "open"
    wanted = [
        ("respond", "note" in may and open_),
        ("note", "note" in may),
        ("assign", "manage" in may and open_),
        ("criticality", "manage" in may and open_),
        ("category", "manage" in may and open_),
        ("close", "close" in may and open_),
        ("delete", "delete" in may and open_),
        ("reopen", "reopen" in may and not open_),
    ]
    return [Label(f"{name} {ticket.number}", name) for name, granted in wanted if granted]


def _thread_page(turn: Turn, number: int, before: int | None) -> None:
    ticket = tickets.get(turn.session, turn.person, number)
    entries = thread.last(turn.session, turn.person, ticket, PAGE, before)
    if not entries:
        turn.say(Reply("view.no_more", {"number": number}, ticket_id=ticket.id))
        return
    files = thread.files_of(turn.session, entries)
    label = Label(f"thread {number} {entries[0].id}", "see_more")
    text = {"number": number, "entries": views.entries(entries, files)}
    labels = (label,) if len(entries) == PAGE else ()
    row_id = turn.say(Reply("view.earlier", text, labels=labels, ticket_id=ticket.id))
    shown = tuple(file.id for several in files.values() for file in several)
    if shown and row_id is not None:
        turn.say(Reply("relay.images", {"number": number}, files=shown, ticket_id=ticket.id, quotes=row_id))


def see_all(turn: Turn, args: str) -> None:
    """«Ver todo»: the entries before those that were shown."""
    numbers = [number for word in args.split() if (number := words.whole(word)) is not None]
    if numbers:
        _thread_page(turn, numbers[0], numbers[1] if len(numbers) > 1 else None)
