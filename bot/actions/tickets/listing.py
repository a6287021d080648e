"""The lists of tickets: one's own page by page, the pending, those with a deadline, the unassigned."""

from bot.channels.messages import Label, Reply
from bot.replies import acts, views
from bot.replies.acts import Act
from bot.replies.people import naming
from bot.replies.turn import Turn
from store.messages import sent_lookup
from store.tables import Person, Ticket
from store.tickets import lists
from store.tickets.lists import Page

PAGE, STAFF_PAGE = 5, 50  # tickets


def mine(turn: Turn, wanted: int) -> None:
    """«Mis tickets», a page from 1; turned by its buttons it changes in place."""
    own = lists.page_of(turn.session, turn.person, wanted, PAGE)
    found, page, pages = own.tickets, own.number, own.pages
    if not found:
        turn.say(Reply("list.none", labels=(acts.OPEN.button(),)))
        return
    labels = [to_view(ticket) for ticket in found]
    labels += [acts.MINE.button(page - 1, key="previous")] if page > 1 else []
    labels += [acts.MINE.button(page + 1, key="next")] if page < pages else []
    turn.say(
        Reply(
            "plain",
            {"text": views.mine(found, page, pages)},
            labels=tuple(labels),
            several=True,
            edits=turned(turn, acts.MINE),
        )
    )


def turned(turn: Turn, act: Act) -> int | None:
    """The list whose button was pressed: our message that offers it, to be changed in place."""
    inbound = turn.heard.inbound
    if inbound.kind != "press" or not inbound.message_id:
        return None
    row = sent_lookup.pressed(turn.session, turn.chat.id, inbound.message_id, inbound.press, turn.now)
    offered = [data for _, data in row.content.get("options", ())] if row else []
    return row.id if row and any(data.startswith(f"{act.name} ") for data in offered) else None


def pending(turn: Turn, wanted: int = 1) -> None:
    """«Mis pendientes»: who waits longest first."""
    page = lists.pending_page(turn.session, turn.person, wanted, STAFF_PAGE)
    _say_list(turn, "pending", page, acts.PENDING.button(page.number + 1, key="see_more"))


def pending_of(turn: Turn, technician: Person, wanted: int = 1) -> None:
    """What a technician has, for the lead."""
    page = lists.pending_page(turn.session, technician, wanted, STAFF_PAGE)
    further = acts.PENDING.button(page.number + 1, technician.id, key="see_more")
    _say_list(turn, "pending_of", page, further, name=views.first_name(technician))


def due(turn: Turn, wanted: int = 1) -> None:
    """What has a deadline that runs, what passes first: a technician's own, a lead's of all."""
    page, leads = lists.due_page(turn.session, turn.person, wanted, STAFF_PAGE), turn.role == acts.LEAD
    further = acts.DUE.button(page.number + 1, key="see_more")
    _say_list(turn, "due" if leads else "due_own", page, further, with_technician=leads)


def unassigned(turn: Turn, wanted: int = 1) -> None:
    """«Sin asignar»: oldest first."""
    page = lists.unassigned_page(turn.session, turn.desk.silent_before(), wanted, STAFF_PAGE)
    _say_list(turn, "unassigned", page, acts.UNASSIGNED.button(page.number + 1, key="see_more"))


def _say_list(
    turn: Turn,
    list_name: str,
    page: Page,
    further: Label,
    *,
    with_technician: bool = False,
    **values: object,
) -> None:
    """A list for the staff, with a button a ticket, and one for the next page."""
    if not page.tickets:
        turn.say(f"list.no_{list_name}", **values)
        return
    labels = [to_view(ticket) for ticket in page.tickets[: acts.MOST_BUTTONS]]
    labels += [further] if page.left else []
    called = naming.apart(turn.session, [ticket.requester for ticket in page.tickets])
    text = views.staff_list(
        f"list.{list_name}", page, called, turn.now, with_technician=with_technician, **values
    )
    turn.say(Reply("plain", {"text": text}, labels=tuple(labels), several=True))


def to_view(ticket: Ticket) -> Label:
    """A button that shows the ticket."""
    return acts.VIEW.button(ticket.number, key="ticket", number=ticket.number)
