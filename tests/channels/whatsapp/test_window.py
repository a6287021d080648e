"""WhatsApp's day: what is said after it waits for the person, who is told seldom, and it goes out in order."""

from collections.abc import Iterator

import pytest

from tests.fakes.twilio import FakeTwilio
from tests.harness.phones import WhatsAppPhone
from tests.harness.stories import ASSIGNED, TWO
from tests.harness.transcripts import Conversation, on_whatsapp_on_both_stores

pytestmark = on_whatsapp_on_both_stores


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    """With the template that Meta approved."""
    fake = FakeTwilio()
    fake.news = fake.templates.add("Tenés novedades del {{1}}. {{2}}")
    yield fake
    fake.close()


@pytest.fixture
def silent(chat: Conversation) -> Conversation:
    """Marta, on WhatsApp, has a ticket that Ana, on Telegram, works on; and has not written for a day."""
    chat.on(Ana="telegram", Julia="telegram")
    chat(ASSIGNED)
    chat.desk.later(hours=25)
    return chat


def marta(chat: Conversation) -> WhatsAppPhone:
    return chat.whatsapp("Marta")


def bodies(chat: Conversation) -> list[str]:
    return [shown.text for shown in marta(chat).twilio.messages(marta(chat).address)]


def writes(chat: Conversation, *texts: str) -> None:
    for text in texts:
        chat(f"Ana > (a «te asignó») {text}\nAna < (recibido)")


def test_it_waits_and_the_person_is_told_once_without_its_contents(silent: Conversation) -> None:
    writes(silent, "el número de serie es 1234", "¿lo tenés?")
    news = [text for text in bodies(silent) if text.startswith("Tenés novedades")]
    assert news == ["Tenés novedades del Ticket 1. Respondé VER y te lo muestro."]
    assert not any("1234" in text for text in bodies(silent))


def test_a_telling_of_unknown_outcome_is_not_repeated(silent: Conversation) -> None:
    marta(silent).twilio.holds_back = True
    marta(silent).twilio.fault("drop", marta(silent).address)
    writes(silent, "uno")
    assert len([text for text in bodies(silent) if text.startswith("Tenés novedades")]) == 1


def test_her_answer_brings_it_in_order_and_nothing_else(silent: Conversation) -> None:
    writes(silent, "uno", "dos")
    silent("""
        Marta < Tenés novedades del Ticket 1. …
        Marta > ver
        Marta < Ana (soporte técnico), Ticket 1: uno
        Marta < Ana (soporte técnico), Ticket 1: dos
    """)


def test_more_than_three_of_one_ticket_come_as_one(silent: Conversation) -> None:
    writes(silent, "uno", "dos", "tres", "cuatro")
    silent("""
        Marta < Tenés novedades …
        Marta > acá estoy de nuevo, contame
        Marta < …uno
          Ana (soporte técnico), Ticket 1: dos
          Ana (soporte técnico), Ticket 1: tres
          Ana (soporte técnico), Ticket 1: cuatro
    """)


def test_what_was_overtaken_meanwhile_is_not_said(silent: Conversation) -> None:
    silent("""
        Julia > /asignar 1 beto
        Julia < ...
        Ana < ...
        Julia > /asignar 1 ana
        Julia < ...
        Ana < ...
        Marta < Tenés novedades …
        Marta > ver
        Marta < Ana va a atender tu Ticket 1.
    """)


def test_a_closing_with_a_photo_comes_whole(silent: Conversation) -> None:
    silent("""
        Ana > /cerrar 1
        Ana < ...
        Ana > (foto) Cambié el cable
        Ana < Cerré el Ticket 1.
        Marta < Tenés novedades …
        Marta > ver
        Marta < Ana cerró tu Ticket 1. Solución: Cambié el cable …
          [Sirvió] [Sigue igual]
          (archivos 1)
    """)


def test_a_long_closing_comes_in_all_its_parts_but_not_the_one_that_it_replaces(silent: Conversation) -> None:
    silent(f"""
        Ana > /cerrar 1 Probé {"todos los cables de la caja " * 60}
        Ana < Cerré el Ticket 1.
        Ana > /reabrir 1
        Ana < ...
        Ana > /cerrar 1 Cambié {"un cable y otro cable más " * 120}
        Ana < Cerré el Ticket 1.
        Marta < Tenés novedades …
        Marta > ver
        Marta < (1/3) Ana cerró tu Ticket 1. Solución: Cambié …
        Marta < (2/3) …
        Marta < (3/3) …
          [Sirvió] [Sigue igual]
    """)


def test_news_are_told_again_only_after_another_day(silent: Conversation) -> None:
    writes(silent, "uno")
    silent.desk.later(hours=23)
    writes(silent, "dos")
    assert len([text for text in bodies(silent) if text.startswith("Tenés novedades")]) == 1
    silent.desk.later(hours=2)
    writes(silent, "tres")
    assert len([text for text in bodies(silent) if text.startswith("Tenés novedades")]) == 2


def test_a_refusal_of_the_provider_shuts_the_window_and_is_not_tried_again_and_again(
    chat: Conversation,
) -> None:
    chat.on(Ana="telegram", Julia="telegram")
    chat(ASSIGNED)
    phone = marta(chat)
    phone.twilio.shut(phone.address)
    before = len(phone.twilio.called("create"))
    writes(chat, "uno", "dos")
    assert len(phone.twilio.called("create")) == before + 2, "the first try, and the news"
    chat("""
        Marta < Tenés novedades …
        Marta > ver
        Marta < …: uno
        Marta < …: dos
    """)


def test_without_a_template_whoever_wrote_is_told_why(silent: Conversation) -> None:
    silent.desk.desk.channels["whatsapp"].tells_news = False
    silent("""
        Ana > (a «te asignó») ¿probaste reiniciarla?
        Ana < (recibido)
        Ana < No se pudo entregar. No le llegó a Marta lo del Ticket 1: en el último día no escribió, …
        Marta > hola
        Marta < …¿probaste reiniciarla?
        Marta < Hola, Marta. …
    """)


def test_news_that_fail_are_told_to_whoever_wrote(silent: Conversation) -> None:
    phone = marta(silent)
    phone.twilio.templates.approved.clear()
    silent("""
        Ana > (a «te asignó») hola
        Ana < (recibido)
        Ana < No se pudo entregar. No le llegó a Marta …
    """)
    silent.desk.forgive()


def test_a_person_with_another_chat_is_told_there(silent: Conversation) -> None:
    silent.desk.link("telegram", "777", silent.people["Marta"])
    writes(silent, "hola")
    assert [shown.text for shown in silent.desk.telegram.messages(777)] == [
        "Ana (soporte técnico), Ticket 1: hola"
    ]


@pytest.fixture
def shut(chat: Conversation) -> Conversation:
    """Marta's ticket is Ana's, who is on WhatsApp as she is, and has not written for a day; there is no template."""
    chat.on(Julia="telegram")
    chat(ASSIGNED)
    chat.desk.desk.channels["whatsapp"].tells_news = False
    chat.desk.later(hours=25)
    return chat


def test_what_waits_for_a_technician_who_is_told_nothing_reaches_the_leads_too(shut: Conversation) -> None:
    shut("""
        Marta > #1 sale humo
        Marta < (recibido)
        Julia < Marta Gómez (LA CABAÑA S.A.), Ticket 1: sale humo
        Marta < Ana todavía no lo vio. Le avisé a Julia.
        Julia < …No le llegó a Ana lo de Marta en el Ticket 1: en el último día no escribió…
          [Reasignar]
        Marta > #1 y hay fuego
        Julia < …Ticket 1: y hay fuego
        Julia > /sinasignar
        Julia < …Ticket 1 …
    """)


def test_once_she_writes_she_reads_all_of_it_and_the_ticket_is_hers_again(shut: Conversation) -> None:
    shut("""
        Marta > #1 sale humo
        Marta < ...
        Julia < ...
        Ana > hola
        Ana < …Ticket 1: sale humo
        Ana < Hola, Ana. …
        Marta > #1 ya no
        Ana < …Ticket 1: ya no
        Julia > /sinasignar
        Julia < Todos los tickets abiertos tienen técnico.
    """)


def test_who_lost_the_ticket_meanwhile_reads_no_more_of_it(shut: Conversation) -> None:
    shut("""
        Marta > #1 la clave es 1234
        Marta < ...
        Julia < ...
        Julia > /nota 1 ojo con la clave
        Julia < ...
        Julia > /asignar 1 beto
        Julia < ...
        Beto < ...
        Marta < ...
        Ana > hola
        Ana < El Ticket 1 ahora lo tiene Beto.
        Ana < Hola, Ana. …
    """)


def test_nor_once_it_is_deleted(shut: Conversation) -> None:
    shut("""
        Marta > #1 la clave es 1234
        Marta < ...
        Julia < ...
        Julia > /asignar 1 beto
        Julia < ...
        Beto < ...
        Marta < ...
        Marta > /eliminar 1
        Marta < ...
        Marta > [Eliminar]
        Marta < ...
        Beto < ...
        Ana > hola
        Ana < Hola, Ana. …
    """)


def test_the_lead_hears_of_each_ticket_that_its_technician_was_not_told_of(chat: Conversation) -> None:
    chat.on(Marta="telegram", Julia="telegram")
    chat.phone("Ana")
    chat(TWO)
    chat.desk.desk.channels["whatsapp"].tells_news = False
    chat.desk.later(hours=25)
    chat("""
        Julia < ...
        Julia > /asignar 1 2 ana
        Julia < …el Ticket 1 queda con Ana Torres.
        Julia < …el Ticket 2 queda con Ana Torres.
        Julia < …No le llegó a Ana lo del Ticket 1: en el último día no escribió…
        Julia < …No le llegó a Ana lo del Ticket 2: en el último día no escribió…
        Marta < Ana va a atender tu Ticket 1.
        Marta < Ana va a atender tu Ticket 2.
    """)
