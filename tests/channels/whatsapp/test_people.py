"""Who somebody is on WhatsApp: by one name or two, by a number that one client has, and the words that end notices."""

from typing import Any

from store.people import people
from store.tables import Chat, Person
from tests.fakes.twilio import FakeTwilio
from tests.harness.stories import ASSIGNED, ONE
from tests.harness.transcripts import Conversation, on_whatsapp

pytestmark = on_whatsapp

HOOK = "http://127.0.0.1:8080/hooks/whatsapp"


def says(chat: Conversation, twilio: FakeTwilio, sender: str, text: str, **more: Any) -> list[str]:
    """What this sender is answered."""
    before = len(twilio.messages(f"whatsapp:{sender}"))
    assert twilio.post(HOOK, twilio.form(f"whatsapp:{sender}", text, **more)) == 200
    chat.desk.settle()
    return [shown.text for shown in twilio.messages(f"whatsapp:{sender}")[before:]]


def client(chat: Conversation, name: str, phone: str, role: str = "client") -> Person:
    return chat.desk.person(name, role, phone=phone)


def test_a_client_is_known_by_the_other_spelling_and_the_leads_hear(
    chat: Conversation, twilio: FakeTwilio
) -> None:
    chat.on(Julia="telegram")
    chat.phone("Julia")
    client(chat, "Nora Paz", "+541144445555")
    assert says(chat, twilio, "+5491144445555", "hola") == ["Hola, Nora. ¿En qué te ayudo?"]
    assert [bubble.text for bubble in chat.told("Julia")] == [
        "Reconocí a Nora Paz por su número, en WhatsApp."
    ]


def test_staff_are_not_known_by_their_number(chat: Conversation, twilio: FakeTwilio) -> None:
    client(chat, "Téc Nico", "+5491144445555", "technician")
    assert "¿Cómo te llamás?" in says(chat, twilio, "+5491144445555", "hola")[0]


def test_two_who_fit_are_for_a_lead_to_tell_apart(chat: Conversation, twilio: FakeTwilio) -> None:
    chat.on(Julia="telegram")
    chat.phone("Julia")
    for name in ("Dora Uno", "Elsa Dos"):
        client(chat, name, "+5491144445555")
    says(chat, twilio, "+5491144445555", "no me anda el mail")
    [card] = chat.told("Julia")
    assert card.labels[:2] == ("Es Dora Uno", "Es Elsa Dos")
    chat("Julia > [Es Elsa Dos]\nJulia < Listo, Elsa Dos ya puede usar la mesa.")
    assert "¿Abro un ticket con esto?" in twilio.messages("whatsapp:+5491144445555")[-1].text


def test_a_number_and_an_id_are_one_chat_and_the_answer_goes_to_the_literal_sender(
    chat: Conversation, twilio: FakeTwilio
) -> None:
    client(chat, "Nora Paz", "+5491144445555")
    says(chat, twilio, "+5491144445555", "hola", ExternalUserId="AR.777")
    assert says(chat, twilio, "AR.777", "hola", ExternalUserId="whatsapp:AR.777")
    assert says(chat, twilio, "+5491144445555", "hola")
    assert len([row for row in chat.desk.rows(Chat) if row.person_id]) == 1


def test_a_linked_number_with_another_account_is_asked_about_first(
    chat: Conversation, twilio: FakeTwilio
) -> None:
    chat.on(Julia="telegram")
    chat.phone("Julia")
    client(chat, "Nora Paz", "+5491144445555")
    says(chat, twilio, "+5491144445555", "hola", ExternalUserId="AR.777")
    chat.told("Julia")
    [answer] = says(chat, twilio, "+5491144445555", "tickets", ExternalUserId="AR.888")
    assert "Todavía no me confirmaron tu ingreso" in answer
    [card] = chat.told("Julia")
    assert "otra cuenta de WhatsApp; hasta hoy era de: Nora Paz" in card.text
    assert says(chat, twilio, "AR.777", "hola") == ["Hola, Nora. ¿En qué te ayudo?"], "the id is still hers"


def test_baja_ends_the_notices_and_not_the_words(chat: Conversation) -> None:
    chat.on(Ana="telegram", Julia="telegram")
    chat(ASSIGNED)
    chat("""
        Marta > BAJA
        Marta < Listo, no te mando más avisos. …
        Marta > BAJA
        Julia > /asignar 1 beto
        Julia < ...
        Ana < ...
        Julia > /responder 1 ya va Beto
        Julia < Se lo mandé a Marta (Ticket 1).
        Marta < …ya va Beto
        Marta > ALTA
        Marta < Listo, te vuelvo a mandar los avisos.
    """)
    events = [event["what"] for event in chat.desk.ticket(1)["events"]]
    assert events[2:] == ["notices_off", "assigned", "notices_on"]


def test_baja_in_small_letters_answers_what_somebody_asked(chat: Conversation) -> None:
    chat.on(Ana="telegram", Julia="telegram")
    chat(
        ASSIGNED
        + """
        Ana > /responder 1 ¿la tensión sube o baja?
        Ana < ...
        Marta < …¿la tensión sube o baja?
        Marta > baja
        Ana < …baja
    """
    )
    assert chat.thread() == ["¿la tensión sube o baja?", "baja"]


def test_baja_is_a_level_where_that_is_asked(chat: Conversation) -> None:
    chat(ONE)
    chat("""
        Julia < ...
        Julia > /criticidad 1
        Julia < …
          [Baja] [Media] [Alta] [Crítica] [Cancelar]
        Julia > baja
        Julia < …Baja…
    """)
    with chat.desk.store.read() as session:
        assert not any(person.quiet for person in people.leads(session))


def test_files_within_ten_seconds_are_one_message(chat: Conversation) -> None:
    chat(ASSIGNED)
    chat("-- 1 min\nMarta > (foto)\nMarta < (recibido)\nAna < …te mandó una foto (Ticket 1).")
    chat("-- 5 s\nMarta > (foto 2)\nAna < ...")
    assert [len(entry["files"]) for entry in chat.desk.ticket(1)["thread"]] == [3]
    chat("-- 11 s\nMarta > (foto)\nAna < ...")
    assert [len(entry["files"]) for entry in chat.desk.ticket(1)["thread"]] == [3, 1]
