"""The permission table of the contract, cell by cell: by command, by a button's data, by a reply.

What is refused changes nothing, and says what the contract says: another's ticket gets the words of one that does not
exist, another role's command those of one that is not available.
"""

from dataclasses import dataclass

import pytest

from tests.harness.phones import Bubble
from tests.harness.stories import ONE
from tests.harness.transcripts import Conversation, on_telegram

PEOPLE = ("own client", "other client", "assigned technician", "other technician", "lead")
WHO = dict(zip(PEOPLE, ("Marta", "Pablo", "Ana", "Beto", "Julia"), strict=True))
NOT_FOUND, NOT_AVAILABLE = "No encuentro el Ticket 1", "Con «ayuda» ves lo que podés hacer vos"


@dataclass(frozen=True)
class Act:
    """`ways` are what is typed or, in brackets, a button's data ({n}: how often it was closed); `on` which status."""

    name: str
    allowed: str
    ways: tuple[str, ...]
    on: str = "open"


# yes or no for own client, other client, assigned technician, other technician, lead
TABLE = (
    Act("see", "y n y n y", ("/ticket 1", "#1", "ticket 1", "[view 1]")),
    Act("see all of the thread", "y n y n y", ("[thread 1 999]",)),
    Act(
        "write in the thread",
        "y n y n y",
        ("#1 ahora hace ruido, ¿qué miro?", "(a 1) ahora hace ruido, ¿qué miro?"),
    ),
    Act("write as staff", "n n y n y", ("/responder 1 ya voy", "[respond 1]", "responder 1 ya voy")),
    Act("internal note", "n n y n y", ("/nota 1 ojo", "[note 1]", "nota 1 ojo")),
    Act("criticality", "n n n n y", ("/criticidad 1 alta", "[criticality 1]", "[criticality 1 high]")),
    Act("category", "n n n n y", ("/categoria 1 redes", "[category 1]")),
    Act("close", "y n y n y", ("/cerrar 1 listo el cable", "[close 1]")),
    Act("helped", "y n n n n", ("[helped 1 {n}]",), on="closed"),
    Act("persists", "y n n n n", ("[persists 1 {n}]",), on="closed"),
    Act("reopen", "y n y n y", ("/reabrir 1", "[reopen 1]"), on="closed"),
    Act(
        "assign",
        "n n n n y",
        ("/asignar 1 beto", "[assign 1]", "[hand_out 1]", "asignar 1 ana", "[hand_over {ana} {beto} 1]"),
    ),
    Act("delete", "y n n n n", ("[delete 1]", "/eliminar 1")),
)


@pytest.fixture
def ticket(chat: Conversation) -> Conversation:
    """Ticket 1 is Marta's and Ana has it; everybody has a chat."""
    for who in WHO.values():
        chat.phone(who)
    chat(ONE)
    chat("Julia < ...\nJulia > /asignar 1 ana\nJulia < …")
    for who in WHO.values():
        chat.told(who)
    return chat


def does(chat: Conversation, who: str, way: str) -> list[Bubble]:
    """Does it and returns what they are told. A button is pressed on whatever message: its data is forged."""
    phone = chat.telegram(who)
    chat.desk.later(minutes=40)  # nobody has it in focus
    if way.startswith("["):
        phone.post(phone.press_update("101", way.strip("[]")))
    elif way.startswith("(a 1) "):
        phone.says(way.removeprefix("(a 1) "), quoting=_about_the_ticket(chat, who))
    else:
        phone.says(way)
    return chat.told(who)


def _about_the_ticket(chat: Conversation, who: str) -> str:
    """The newest message about the ticket in this chat; of one who never had any, another's id."""
    shown = [bubble.id for bubble in chat.phone(who).screen() if "Ticket 1" in bubble.text]
    return shown[-1] if shown else "101"


def bring(chat: Conversation, status: str) -> None:
    """The lead brings the ticket to this status."""
    if chat.desk.ticket(1)["status"] != status:
        does(chat, "Julia", "/cerrar 1 Listo" if status == "closed" else "/reabrir 1")
        chat.told("Marta")


@on_telegram
@pytest.mark.parametrize("who", PEOPLE)
def test_the_table_holds_however_it_is_tried(ticket: Conversation, who: str) -> None:
    """Row by row, way by way, on one ticket: whatever is refused has changed nothing."""
    for act in TABLE:
        granted = act.allowed.split()[PEOPLE.index(who)] == "y"
        for way in act.ways:
            bring(ticket, act.on)
            for everybody in WHO.values():
                ticket.told(everybody)
            closings = sum(event["what"] == "closed" for event in ticket.desk.ticket(1)["events"])
            before = ticket.desk.changes()
            ids = {name.lower(): person.id for name, person in ticket.people.items()}
            tried = way.format(n=closings, **ids)
            said = " ".join(bubble.text for bubble in does(ticket, WHO[who], tried))
            if granted:
                assert not is_refused(said), (act.name, way, said)
            else:
                refused = is_refused if who.startswith("other") else is_no_deed
                assert refused(said), (act.name, way, said)
                assert ticket.desk.changes() == before, (act.name, way)
            if "Cancelar" in ticket.phone(WHO[who]).newest().labels:
                does(ticket, WHO[who], "/cancelar")
        if not granted:
            assert [ticket.told(other) for other in WHO.values() if other != WHO[who]] == [[]] * 4, act.name


def is_refused(said: str) -> bool:
    return NOT_FOUND in said or is_no_deed(said)


def is_no_deed(said: str) -> bool:
    """Whoever sees the ticket may be told that this is not for them, or that they cannot do it."""
    return NOT_AVAILABLE in said or "no lo podés hacer" in said or _asks_for_a_home(said)


def _asks_for_a_home(said: str) -> bool:
    """What is only typed, and no command of theirs, is a free text like any other: it is asked about."""
    return "¿Esto es de alguno" in said or "¿Abro un ticket" in said or "¿A cuál se lo mando" in said


@on_telegram
def test_notes_are_seen_by_the_staff_of_the_ticket_alone(ticket: Conversation) -> None:
    does(ticket, "Ana", "/nota 1 la clave es 1234")
    views = {who: " ".join(bubble.text for bubble in does(ticket, who, "/ticket 1")) for who in WHO.values()}
    assert [who for who, view in views.items() if "la clave es 1234" in view] == ["Ana", "Julia"]
    assert not any("1234" in bubble.text for bubble in ticket.phone("Marta").screen())


@on_telegram
def test_lists_hold_ones_own_and_nothing_else(ticket: Conversation) -> None:
    lists = {
        "Marta": "/tickets",
        "Pablo": "/tickets",
        "Ana": "/pendientes",
        "Beto": "/pendientes",
        "Julia": "/tablero",
    }
    seen = {who: " ".join(bubble.text for bubble in does(ticket, who, typed)) for who, typed in lists.items()}
    assert "Ticket 1" in seen["Marta"]
    assert "Ticket 1" in seen["Ana"]
    assert "Ticket 1" not in seen["Pablo"] + seen["Beto"]


@on_telegram
def test_deadlines_are_seen_by_the_staff_of_their_tickets_alone(ticket: Conversation) -> None:
    does(ticket, "Julia", "/criticidad 1 alta")
    seen = {who: " ".join(each.text for each in does(ticket, who, "/vencimientos")) for who in WHO.values()}
    assert [who for who, said in seen.items() if "Ticket 1" in said] == ["Ana", "Julia"]


LEADS = (
    "/sinasignar", "/tablero", "/tecnicos", "/categorias", "/invitar", "/personas", "[absent 3]", "[approve 1]",
    "[known 1]", "[reject 1]", "[add_category]", "[rename_category]", "[retire_category]",
)  # fmt: skip
FORGED = (
    " ", "x", "view", "view x", "view 1 2 3 4", "view -1", "view 99999999999999999999", "view ١", "view ²",
    "close 999999999999999999999", "helped", "helped 1", "helped ² ²", "helped 1 ²", "persists 1 99", "thread",
    "thread 1 ²", "thread 1 99999999999999999999", "mine ²", "mine 99999999999999999999", "move 1-2", "move ²-²",
    "move 1-99999999999999999999", "move 0-999999", "unlink 1", "unlink ²", "unlink 99999999999999999999",
    "absent ²", "absent 99999999999999999999", "approve 99999999999999999999", "approve ²", "link 3",
    "open_ticket.review.zz:confirm", "open_ticket.client:9", "a.b.c:d", ":", "::", "resume.how.1:go_on",
)  # fmt: skip


@on_telegram
@pytest.mark.parametrize("who", ["Marta", "Ana"])
def test_the_leads_commands_are_the_leads(ticket: Conversation, who: str) -> None:
    before = ticket.desk.changes()
    for command in LEADS:
        told = does(ticket, who, command)
        assert NOT_AVAILABLE in " ".join(bubble.text for bubble in told), command
    assert ticket.desk.changes() == before


@on_telegram
@pytest.mark.parametrize("who", ["Pablo", "Julia"])
def test_forged_data_breaks_nothing_and_changes_nothing(ticket: Conversation, who: str) -> None:
    before = ticket.desk.changes()
    phone = ticket.telegram(who)
    for data in FORGED:
        phone.post(phone.press_update("101", data))
        assert ticket.desk.failed() == [], data
    assert ticket.desk.changes() == before


@on_telegram
def test_a_button_pressed_in_anothers_open_question_answers_nothing(ticket: Conversation) -> None:
    ticket("Marta > /eliminar 1\nMarta < …")
    shown, _ = ticket.phone("Marta").offering("Eliminar")
    does(ticket, "Pablo", f"[{dict(shown.choices)['Eliminar']}]")
    assert ticket.desk.ticket(1)["status"] == "open"
