"""Strangers: approval, invitations, contacts; and people with several chats."""

import pytest

from bot.language import stickers
from store.tables import Chat, InboxMessage, Person
from tests.harness.phones import TelegramPhone, WebPhone
from tests.harness.stories import ASSIGNED, ONE
from tests.harness.transcripts import Conversation, on_telegram

pytestmark = on_telegram


@pytest.fixture
def stranger(chat: Conversation) -> TelegramPhone:
    """Rosa is a name on the screen of her phone and nothing else."""
    chat.hire("Rosa Díaz", "client")
    with chat.desk.store.write() as session:
        session.delete(session.merge(chat.people["Rosa"]))
    phone = TelegramPhone(chat.desk, chat.people["Rosa"])
    chat.phones["Rosa"] = phone
    return phone


ASKS = """
    Rosa > no me anda la impresora
    Rosa < …¿Cómo te llamás?
    Rosa > Rosa Díaz
    Rosa < …empresa…
      [Omitir]
    Rosa > La Cabaña SA
    Rosa < …Rosa…
    Julia < Rosa Díaz …dice ser de La Cabaña SA…
      [Aprobar] [Ya es cliente] [Rechazar]
"""


@pytest.mark.usefixtures("stranger")
def test_a_stranger_is_approved_and_what_was_written_is_heard(chat: Conversation) -> None:
    chat(
        ASKS
        + """
        Rosa > y tampoco el escáner
        Rosa > (foto)
        Julia > [Aprobar]
        Julia < …
          [La Cabaña SA (nueva)] […]
        Julia > [LA CABAÑA S.A.]
        Julia < …Rosa Díaz…
        Rosa < Hola, Rosa. …
        Rosa < …no me anda la impresora…
          [Nuevo ticket] [Cancelar]
        Rosa > [Nuevo ticket]
        Rosa > [Rosa Díaz]
        Rosa > [Omitir]
        Rosa > [Listo]
        Rosa > [Confirmar]
        Rosa < Listo, abrí el Ticket 1. …
        Julia < Entró un ticket nuevo. …Rosa Díaz, LA CABAÑA S.A.…
        Julia < Ticket 1
          (archivos 1)
    """
    )
    ticket = chat.desk.ticket(1)
    assert "no me anda la impresora" in ticket["problem"]
    assert ticket["company"] == "LA CABAÑA S.A."


@pytest.mark.usefixtures("stranger")
def test_what_waits_at_the_door_is_heard_as_edited(chat: Conversation) -> None:
    chat(
        ASKS
        + """
        Rosa > (corrige «no me anda la impresora») no me anda la balanza
        Julia > [Aprobar]
        Julia > [LA CABAÑA S.A.]
        Julia < …Rosa Díaz…
        Rosa < Hola, Rosa. …
        Rosa < …no me anda la balanza…
          [Nuevo ticket] [Cancelar]
    """
    )


@pytest.mark.usefixtures("stranger")
def test_an_edit_at_the_door_corrects_a_name_and_spends_no_code(chat: Conversation) -> None:
    code = chat.desk.code_for(chat.people["Pablo"])
    chat(f"""
        Rosa > no me anda la impresora
        Rosa < …¿Cómo te llamás?
        Rosa > Rosa Dias
        Rosa < …empresa…
        Rosa > (corrige «Rosa Dias») Rosa Díaz
        Rosa < …empresa…
        Rosa > (corrige «no me anda la impresora») no me anda, {code}
        Rosa > [Omitir]
        Rosa < …Rosa…
        Julia < Rosa Díaz…
    """)
    assert not any(code in str(row.payload) for row in chat.desk.rows(InboxMessage))


@pytest.mark.usefixtures("stranger")
def test_a_rejected_stranger_is_told_and_gets_no_further(chat: Conversation) -> None:
    chat(
        ASKS
        + """
        Julia > [Rechazar]
        Julia < …Rosa Díaz…
        Rosa < Por ahora no te puedo atender…
        Rosa > /nuevo
        Rosa > hola
        Rosa < ...
    """
    )
    assert [person.name for person in chat.desk.rows(Person)].count("Rosa Díaz") == 0


@pytest.mark.usefixtures("stranger")
def test_a_stranger_may_be_one_more_chat_of_a_client(chat: Conversation) -> None:
    chat(
        ASKS
        + """
        Julia > [Ya es cliente]
        Julia < …qué cliente…
          [Marta Gómez] [Pablo Ruiz] [Cancelar]
        Julia > marta
        Julia < …Marta Gómez…
        Rosa < Hola, Marta. …
        Rosa < …no me anda la impresora…
    """
    )


@pytest.mark.usefixtures("stranger")
def test_of_two_leads_the_first_decides_and_the_other_is_told(chat: Conversation) -> None:
    chat.hire("Laura Gil", "lead")
    chat.phone("Laura")
    chat(
        ASKS
        + """
        Julia > [Rechazar]
        Julia < …
        Rosa < …
        Laura < …dice ser de La Cabaña SA…
        Laura > [Aprobar]
        Laura < Julia Paz ya rechazó a Rosa Díaz.
    """
    )


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("settings", [{"desk": {"access": "closed"}}])
def test_a_closed_desk_only_explains_how_to_be_invited(chat: Conversation) -> None:
    chat("""
        Rosa > no me anda la impresora
        Rosa < …invitación…
        Rosa > hola
        Rosa > /nuevo
    """)


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("settings", [{"desk": {"access": "open"}}])
def test_an_open_desk_makes_them_clients_at_once(chat: Conversation) -> None:
    chat("""
        Rosa > no me anda la impresora
        Rosa < …no me anda la impresora…
          [Nuevo ticket] [Cancelar]
        Rosa > [Nuevo ticket]
        Rosa < …
          [Rosa Díaz] [Cancelar]
    """)


def test_an_invitation_enters_by_its_link_or_typed_and_only_once(
    chat: Conversation, stranger: TelegramPhone
) -> None:
    code = chat.desk.code_for(chat.people["Beto"])
    chat(f"""
        Rosa > /start {code}
        Rosa < Hola, Beto. …
        Rosa < Hola, Beto. …
          [Mis pendientes] [Nuevo ticket] [Ayuda]
    """)
    chat.phones["Otra"] = TelegramPhone(chat.desk, chat.people["Pablo"])
    chat(f"""
        Otra > {code}
        Otra < Ese código no sirve…
    """)
    typed = chat.desk.code_for(chat.people["Pablo"]).lower().replace("-", " ")
    chat(f"""
        Otra > hola, mi código es {typed}
        Otra < Hola, Pablo. …
        Otra < …
    """)


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize(
    "words",
    ["Hola, mi código es {} y no me anda la caja 3", "no me anda la caja 3\n{}", "{} no me anda la caja 3"],
)
def test_what_is_said_beside_a_code_is_heard_after_the_welcome(chat: Conversation, words: str) -> None:
    code = chat.desk.code_for(chat.people["Pablo"])
    chat(f"""
        Rosa > (foto) {words.format(code)}
        Rosa < Hola, Pablo. …
        Rosa < …
          [Nuevo ticket] [Mis tickets] […]
        Rosa < …no me anda la caja 3…
          [Nuevo ticket] [Cancelar]
        Rosa > [Nuevo ticket]
        Rosa > [Pablo Ruiz]
        Rosa > [Omitir]
        Rosa > [Listo]
        Rosa > [Confirmar]
        Rosa < Listo, abrí el Ticket 1. …
    """)
    ticket = chat.desk.ticket(1)
    assert ticket["problem"] == words.format("TK-…")
    assert [image["bytes"] for image in ticket["images"]] == [len(chat.photos[0])]
    assert not any(code in str(row.payload) for row in chat.desk.rows(InboxMessage))


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize(
    "words", ["¡Hola! Te paso mi código: {}, gracias", "{} es mi código", "Hi, my code is {}!"]
)
def test_the_words_that_hand_a_code_over_are_no_message(chat: Conversation, words: str) -> None:
    chat(f"""
        Rosa > {words.format(chat.desk.code_for(chat.people["Pablo"]))}
        Rosa < Hola, Pablo. …
        Rosa < …
    """)


@pytest.mark.usefixtures("stranger")
def test_a_photo_beside_a_code_is_a_photo_alone(chat: Conversation) -> None:
    chat(f"""
        Rosa > (foto) mi código es {chat.desk.code_for(chat.people["Pablo"])}
        Rosa < Hola, Pablo. …
        Rosa < …
        Rosa < ¿Abro un ticket con esto? «un archivo»
    """)


@pytest.mark.usefixtures("stranger")
def test_what_is_said_beside_a_wrong_code_waits_for_the_right_one(chat: Conversation) -> None:
    chat(f"""
        Rosa > TK-00000-00000 no me anda la caja 3
        Rosa < Ese código no sirve…
        Rosa > {chat.desk.code_for(chat.people["Pablo"])}
        Rosa < Hola, Pablo. …
        Rosa < …
        Rosa < …no me anda la caja 3…
    """)


@pytest.mark.usefixtures("stranger")
def test_guesses_are_throttled_and_a_good_code_does_not_help_then(chat: Conversation) -> None:
    code = chat.desk.code_for(chat.people["Beto"])
    for number in range(5):
        chat(f"""
            Rosa > TK-00000-0000{number}
            Rosa < Ese código no sirve…
        """)
    chat(f"""
        Rosa > {code}
        Rosa < Probaste varios códigos…
        -- 61 min
        Rosa > {code}
        Rosa < Hola, Beto. …
        Rosa < …
    """)


def contact(phone: TelegramPhone, number: str, of: int, **more: object) -> None:
    phone.sends(contact={"phone_number": number, "first_name": "R", "user_id": of}, **more)


def test_their_own_contact_is_enough_where_one_client_has_that_number(
    chat: Conversation, stranger: TelegramPhone
) -> None:
    chat.hire("Pedro Paz", "client", phone="+5491155556666")
    chat.phone("Julia")
    contact(stranger, "5491155556666", stranger.id)
    chat("""
        Rosa < Hola, Pedro. …
        Rosa < …
        Julia < …Pedro Paz…
    """)


@pytest.mark.parametrize("forged", ["another's", "forwarded", "staff", "two people"])
def test_a_contact_that_proves_nothing_lets_nobody_in(
    chat: Conversation, stranger: TelegramPhone, forged: str
) -> None:
    chat.hire("Pedro Paz", "technician" if forged == "staff" else "client", phone="+5491155556666")
    if forged == "two people":
        chat.hire("Pepe Paz", "client", phone="+5491155556666")
    of = stranger.id + (forged == "another's")
    origin = {"forward_origin": {"type": "hidden_user", "sender_user_name": "x", "date": 1}}
    contact(stranger, "5491155556666", of, **(origin if forged == "forwarded" else {}))
    assert not any("Hola, Pedro" in bubble.text for bubble in chat.told("Rosa"))
    assert not any(row.person_id and row.address == str(stranger.id) for row in chat.desk.rows(Chat))


def test_a_linked_chat_is_never_linked_anew(chat: Conversation) -> None:
    code = chat.desk.code_for(chat.people["Julia"])
    chat(
        ONE
        + f"""
        Marta > {code}
        Marta < ...
        Marta > /tablero
        Marta < …Con «ayuda» ves lo que podés hacer vos…
    """
    )
    chat(f"""
        Julia > /start {code}
        Julia < ...
    """)


def second_phone(chat: Conversation, who: str, of: str) -> None:
    """A web chat of `of`, by the code that «Vincular otro canal» gives."""
    chat(
        f"""
        {of} > /ayuda
        {of} < …
          [Vincular otro canal] [Ver comandos]
        {of} > [Vincular otro canal]
        {of} < …TK-…10 minutos…
    """.replace("…TK-…10 minutos…", "…TK-…")
    )
    text = chat.phone(of).showing("TK-").text
    code = text[text.index("TK-") :].split()[0]
    phone = WebPhone(chat.desk, chat.people[of])
    phone.browser.opens("?code=" + code)
    phone.browser.sends()
    chat.desk.settle()
    phone.news()
    chat.phones[who] = phone


def test_a_person_with_two_chats_is_told_where_they_last_wrote(chat: Conversation) -> None:
    chat(ASSIGNED)
    second_phone(chat, "MartaWeb", "Marta")
    chat("""
        Marta < …vinculó otro chat…
          [No fui yo]
        Ana > #1 uno
        Ana < (recibido)
        MartaWeb < …Ticket 1: uno
        Marta > hola
        Marta < ...
        Ana > #1 dos
        Ana < (recibido)
        Marta < …Ticket 1: dos
    """)
    assert chat.told("MartaWeb") == []


def test_not_me_unlinks_the_other_chat_at_once(chat: Conversation) -> None:
    chat(ASSIGNED)
    second_phone(chat, "MartaWeb", "Marta")
    chat("""
        Marta < …
          [No fui yo]
        Marta > [No fui yo]
        Marta < …
        Ana > #1 uno
        Ana < (recibido)
        Marta < …Ticket 1: uno
    """)
    assert chat.phone("MartaWeb").screen() == []


def test_the_first_lead_to_enter_gets_one_summary(chat: Conversation, stranger: TelegramPhone) -> None:
    chat(ONE)
    chat("""
        Rosa > hola
        Rosa < …
        Rosa > Rosa Díaz
        Rosa < …
        Rosa > [Omitir]
        Rosa < …
    """)
    chat.phones["Julia"] = TelegramPhone(chat.desk, chat.people["Julia"])
    chat(f"""
        Julia > /start {chat.desk.code_for(chat.people["Julia"])}
        Julia < Hola, Julia. …
        Julia < …
          [Sin asignar] […]
        Julia < Rosa Díaz…
          [Aprobar] [Ya es cliente] [Rechazar]
        Julia < …
        Julia < …Ticket 1…
    """)


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("typed", ["/start TK-00000-00000", "/start nada", "TK-123", "TK-00000-0000U"])
def test_a_code_that_lets_nobody_in_is_told_at_once(chat: Conversation, typed: str) -> None:
    chat(f"""
        Rosa > {typed}
        Rosa < Ese código no sirve…
        Rosa > hola
        Rosa < …¿Cómo te llamás?
    """)


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("said", ["Nuevo ticket desde Caja 2", f"/start {stickers.payload('Caja 2')}"])
def test_a_sticker_lets_nobody_in_and_begins_the_ticket_of_whoever_was_let_in(
    chat: Conversation, said: str
) -> None:
    chat(
        ASKS.replace("no me anda la impresora", said)
        + """
        Rosa > no imprime nada
        Julia > [Aprobar]
        Julia < …
          [La Cabaña SA (nueva)] […]
        Julia > [LA CABAÑA S.A.]
        Julia < …Rosa Díaz…
        Rosa < Hola, Rosa. …
        Rosa < ¿Quién tiene el problema? …
        Rosa > [Rosa Díaz]
        Rosa > [Omitir]
        Rosa > [Omitir]
        Rosa < …Problema reportado: Caja 2:
          no imprime nada …
          [Confirmar] […]
        """
    )
