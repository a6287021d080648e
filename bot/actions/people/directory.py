"""Who is who: everybody page by page, and the card of one person with what may be done about them."""

from collections.abc import Mapping

from bot.actions.people import correcting
from bot.actions.tickets import listing
from bot.channels.messages import Label, Reply
from bot.language import phones, words
from bot.replies import acts
from bot.replies.people import views
from bot.replies.turn import Turn
from store.people import by_name, chats, people
from store.tables import Chat, Person
from store.tickets import lists

PAGE = 20
MOST_TICKETS = 10


def show_page(turn: Turn, wanted: int) -> None:
    """Everybody, a page from 1: leads, technicians, clients, and at last those who left."""
    counts = people.counts(turn.session)
    pages = max(1, -(-sum(counts.values()) // PAGE))
    page = min(max(1, wanted), pages)
    found = people.page(turn.session, (page - 1) * PAGE, PAGE)
    labels = [acts.PEOPLE.button(page - 1, key="previous")] if page > 1 else []
    labels += [acts.PEOPLE.button(page + 1, key="next")] if page < pages else []
    text = views.listed(found, counts, page, pages)
    shown = {"text": text}
    invite = acts.INVITE.button()
    edits = listing.turned(turn, acts.PEOPLE)
    turn.say(Reply("plain", shown, labels=(*labels, invite), edits=edits))


def find(turn: Turn, text: str) -> None:
    """`/personas texto`: the card of whom a name, a company or a number means; several are candidates."""
    found = by_name.find(turn.session, text, active=None) or _by_phone(turn, text)
    if len(found) == 1:
        show(turn, found[0].id)
    elif found:
        called = by_name.told_apart(turn.session, found)
        labels = tuple(acts.PERSON.button(who.id, name=called[who.id]) for who in found[: acts.MOST_BUTTONS])
        key = "people.several" if len(found) <= acts.MOST_BUTTONS else "people.too_many"
        turn.say(Reply(key, {"typed": words.excerpt(text, 30), "n": len(found)}, labels=labels))
    else:
        turn.say(Reply("nobody_fits", {"typed": words.excerpt(text, 30)}, labels=(acts.INVITE.button(),)))


def _by_phone(turn: Turn, text: str) -> list[Person]:
    desk = turn.desk.settings.desk
    phone = phones.read(text, desk.region, desk.area_code)
    whole = people.with_phone(turn.session, phones.candidates(phone.e164)) if phone else []
    part = "" if whole else phones.part_of_one(text)
    return people.with_digits(turn.session, part) if part else whole


def show(turn: Turn, person_id: int) -> None:
    """The card: company, phone, chats, open tickets, and the buttons to correct what is wrong."""
    person = people.get(turn.session, person_id)
    if person is None:
        return
    theirs = chats.linked_to(turn.session, person.id)
    region = turn.desk.settings.desk.region
    text = views.card(person, theirs, _open_tickets(turn, person), region)
    turn.say(Reply("plain", {"text": text}, labels=_may_be_done(person, theirs), several=True))


def _open_tickets(turn: Turn, person: Person) -> list[int]:
    return [ticket.number for ticket in lists.open_of(turn.session, person, MOST_TICKETS)]


def _may_be_done(person: Person, theirs: list[Chat]) -> tuple[Label, ...]:
    if not person.active:
        return (acts.REACTIVATE.button(person.id), acts.EDIT_PERSON.button(person.id))
    takes = (
        acts.TAKE_CHAT.button(person.id, chat.id, chat=views.chat_name(chat))
        for chat in theirs[: acts.MOST_BUTTONS]
    )
    return (
        acts.INVITE_AGAIN.button(person.id),
        acts.EDIT_PERSON.button(person.id),
        acts.DEACTIVATE.button(person.id),
        *takes,
    )


def edit(turn: Turn, person_id: int, values: Mapping[str, str]) -> None:
    """«Cambiar», and the card as it is now. Raises Refused."""
    if person := people.get(turn.session, person_id):
        correcting.edit(turn.desk, turn.session, person, values, turn.now, turn.person)
        show(turn, person.id)


def deactivate(turn: Turn, person_id: int) -> None:
    """«Dar de baja»; the card offers to undo it. Raises Refused for the last lead."""
    person = people.get(turn.session, person_id)
    if person is not None and person.active:
        correcting.deactivate(turn.desk, turn.session, person, turn.now, turn.person)
    if person is not None and person.id != turn.person.id:
        show(turn, person.id)


def reactivate(turn: Turn, person_id: int) -> None:
    """«Reactivar»."""
    person = people.get(turn.session, person_id)
    if person is not None and not person.active:
        correcting.reactivate(turn.desk, turn.session, person, turn.now, turn.person)
    show(turn, person_id)


def take_chat(turn: Turn, person_id: int, chat_id: int) -> None:
    """A chat that was linked to the wrong person is taken from them; one's own where one speaks is not."""
    person, chat = people.get(turn.session, person_id), turn.session.get(Chat, chat_id)
    if person is None:
        return
    if chat is None or chat.person_id != person.id:
        turn.say("not_their_chat", name=person.name)
    elif chat.id == turn.chat.id:
        turn.say("this_very_chat")
    else:
        correcting.take_chat(turn.desk, turn.session, chat, person, turn.now, turn.person)
        show(turn, person.id)
