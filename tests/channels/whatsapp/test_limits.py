"""What WhatsApp does not take: too much at once, too large a file, a file that could not be fetched."""

import re

import pytest

from tests.harness.phones import Sent, WhatsAppPhone, document, photo
from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_whatsapp_on_both_stores

pytestmark = on_whatsapp_on_both_stores


@pytest.fixture
def marta(chat: Conversation) -> WhatsAppPhone:
    """On WhatsApp, with a ticket that Ana, on Telegram, works on."""
    chat.on(Ana="telegram", Julia="telegram")
    chat(ASSIGNED)
    return chat.whatsapp("Marta")


def test_a_file_that_is_too_large_comes_as_a_link_and_whoever_sent_it_is_told(
    chat: Conversation, marta: WhatsAppPhone
) -> None:
    plan = document("plano.pdf", b"%PDF-1.4 " + bytes(16 << 20))
    ana = chat.phone("Ana")
    ana.says("el plano", plan, quoting=ana.showing("te asignó").id)
    chat("""
        Ana < (recibido)
        Ana < «plano.pdf» no entra en WhatsApp de Marta: le mandé un enlace, que dura 12 horas.
        Marta < Ana (soporte técnico), Ticket 1: el plano
        Marta < 📎 plano.pdf http…
    """)
    link = re.search(r"http\S+", marta.newest().text)
    assert link is not None
    path = link[0].removeprefix(chat.desk.desk.settings.web.public_url)
    assert chat.desk.app.test_client().get(path).data == plan.content
    chat.desk.later(hours=13)
    assert chat.desk.app.test_client().get(path).status_code == 404


@pytest.mark.parametrize("name", ["😀" * 90 + ".zip", "ю" * 300 + ".zip", "informe " * 200 + ".zip"])
def test_whatever_its_name_a_link_fits(chat: Conversation, marta: WhatsAppPhone, name: str) -> None:
    ana = chat.phone("Ana")
    ana.says("van", Sent("document", name, "application/zip", b"PK"), quoting=ana.showing("te asignó").id)
    chat(f"""
        Ana < (recibido)
        Ana < «{name}» no entra en WhatsApp de Marta: le mandé un enlace, que dura 12 horas.
        Marta < Ana (soporte técnico), Ticket 1: van
        Marta < 📎 {name[-100:]} http…
    """)


def test_a_link_of_unknown_outcome_is_not_repeated(chat: Conversation, marta: WhatsAppPhone) -> None:
    """Though it is signed anew for each try."""
    plan = document("plano.pdf", b"%PDF-1.4 " + bytes(16 << 20))
    ana = chat.phone("Ana")
    marta.twilio.holds_back = True
    marta.twilio.fault("drop", marta.address, times=2)
    ana.says("el plano", plan, quoting=ana.showing("te asignó").id)
    chat.desk.settle()
    texts = [shown.text for shown in marta.twilio.messages(marta.address)]
    assert len([text for text in texts if "📎 plano.pdf" in text]) == 1


def test_choices_that_would_fill_a_message_are_shortened_and_its_text_is_not(chat: Conversation) -> None:
    chat.hire_all(*((f"{letter}. {'🧰' * 77}", "client", {}) for letter in "ABCDEFGH"))
    chat("""
        Julia > /nuevo
        Julia < ¿Para qué cliente? …
          [A. 🧰…] [B. 🧰…] [C. 🧰…] [D. 🧰…] [E. 🧰…] [F. 🧰…] [G. 🧰…] [H. 🧰…] [Ver más] [Cancelar]
    """)
    label = chat.whatsapp("Julia").newest().choices[2][0]
    assert label.endswith("🧰…")
    chat(f"Julia > {label}\nJulia < Es para C. 🧰… ¿Quién tiene el problema? …")


def test_a_file_that_could_not_be_fetched_is_tried_once_again(
    chat: Conversation, marta: WhatsAppPhone
) -> None:
    marta.twilio.fails[marta.address] = 63019
    chat("""
        Ana > (a «te asignó») (foto) mirá
        Ana < (recibido)
    """)
    del marta.twilio.fails[marta.address]
    chat("""
        -- 30 s
        Marta < Ana (soporte técnico), Ticket 1: mirá
          (archivos 1)
    """)


def test_a_file_that_cannot_be_fetched_twice_is_tried_again_minutes_later_and_holds_nobody_up(
    chat: Conversation, marta: WhatsAppPhone
) -> None:
    marta.twilio.fails[marta.address] = 63019
    chat("""
        Ana > (a «te asignó») (foto) mirá
        Ana < (recibido)
        -- 30 s
    """)
    del marta.twilio.fails[marta.address]
    chat("""
        Ana > (a «te asignó») ¿la ves?
        Ana < (recibido)
        Marta < Ana (soporte técnico), Ticket 1: ¿la ves?
        -- 5 min
        Marta < Ana (soporte técnico), Ticket 1: mirá
          (archivos 1)
    """)


@pytest.mark.parametrize(("code", "tries"), [(63019, 3), (63021, 1), (63005, 1)])
def test_of_a_file_that_cannot_be_had_the_words_come_and_its_sender_is_told(
    chat: Conversation, marta: WhatsAppPhone, code: int, tries: int
) -> None:
    marta.twilio.fails_files[marta.address] = code
    before = len(marta.twilio.called("create"))
    ana = chat.phone("Ana")
    ana.says("mirá", photo(), quoting=ana.showing("te asignó").id)
    for minutes in (0, 1, 6):
        chat.desk.later(minutes=minutes)
        chat.desk.settle()
    chat("""
        Ana < (recibido)
        Ana < A Marta no le pude pasar «foto.jpg»: WhatsApp no lo acepta. Lo demás le llegó, y sabe que falta.
        Marta < Ana (soporte técnico), Ticket 1: mirá
        No pude traer «foto.jpg».
    """)
    assert len(marta.twilio.called("create")) == before + tries + 1
