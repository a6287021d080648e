"""Whoever left, or has no chat where we can speak, counts as nobody: somebody who can hear is told instead."""

from bot.admin.people import corrections
from bot.channels.messages import Inbound
from bot.clock import forgetting
from bot.conversation import turns
from store.people import people
from store.tables import OutboxMessage
from store.upkeep import metrics
from tests.harness.stories import ASSIGNED, ONE
from tests.harness.transcripts import Conversation, on_both_stores, on_telegram


def leaves(chat: Conversation, who: str) -> None:
    """At the terminal."""
    assert list(corrections.deactivate(chat.desk.desk, who))


def unassigned(chat: Conversation) -> tuple[int, int]:
    with chat.desk.store.read() as session:
        return metrics.tickets(session, chat.desk.desk.silent_before())


def test_what_a_technician_who_left_had_open_is_told_to_the_leads(chat: Conversation) -> None:
    chat(ASSIGNED)
    assert unassigned(chat) == (1, 0)
    leaves(chat, "Ana Torres")
    assert unassigned(chat) == (1, 1)
    chat("""
        Julia < Se dio de baja a Ana Torres…Siguen abiertos: Ticket 1.
          [Reasignar]
        Marta > ¿alguna novedad?
        Marta < Ticket 1 …
        Julia < …Ticket 1: ¿alguna novedad?
        Marta > (foto)
        Marta < (recibido)
        Julia < …Ticket 1…
          (archivos 1)
        Marta > /cerrar 1 se arregló
        Marta < Cerré el Ticket 1.…
        Julia < …cerró el Ticket 1: se arregló
        Marta > [Reabrir ticket]
        Marta < Reabrí el Ticket 1. Te aviso apenas haya novedades.
        Julia < …reabrió el Ticket 1…
        Julia > /sinasignar
        Julia < …Ticket 1…
          [Ticket 1]
        Julia > /tablero
        Julia < Abiertos: 1 · Sin asignar: 1 Quien más espera…
          (archivos 1)
    """)


@on_telegram
def test_no_ticket_is_opened_for_a_client_who_left_meanwhile(chat: Conversation) -> None:
    chat.phone("Julia")
    chat("""
        Ana > /nuevo
        Ana < ...
        Ana > marta
        Ana < ...
        Ana > Tomás
        Ana < ...
        Ana > 4567-8901
        Ana < ...
        Ana > no anda nada en la caja 2
        Ana < ...
        Ana > [Omitir]
        Ana < …¿Lo abro?
    """)
    leaves(chat, "Marta Gómez")
    chat("""
        Ana > [Confirmar]
        Ana < A Marta Gómez se le dio de baja mientras tanto. Lo demás lo tengo: ¿para qué cliente abro el ticket?…
          [Pablo Ruiz] [Cancelar]
        Ana > [Pablo Ruiz]
        Ana < Listo, abrí el Ticket 1 para Pablo…
    """)
    ticket = chat.desk.ticket(1)
    assert [ticket[name] for name in ("requester", "affected_person", "phone_as_typed", "problem")] == [
        "Pablo Ruiz", "Tomás", "4567-8901", "no anda nada en la caja 2",
    ]  # fmt: skip


@on_both_stores
def test_what_somebody_who_is_erased_had_open_is_told_to_the_leads(chat: Conversation) -> None:
    chat(ASSIGNED)
    list(corrections.erase(chat.desk.desk, "Ana Torres"))
    chat("""
        Julia < Se borraron los datos de alguien que tenía tickets. Siguen abiertos: Ticket 1.
          [Reasignar]
    """)


@on_telegram
def test_so_is_what_a_client_who_is_erased_had_open_and_not_who_had_nothing(chat: Conversation) -> None:
    chat.phone("Pablo")
    chat(ASSIGNED)
    for who in ("Marta Gómez", "Pablo Ruiz", "Beto Sosa"):
        list(corrections.erase(chat.desk.desk, who))
    chat("""
        Julia < Se borraron los datos de alguien que tenía tickets. Siguen abiertos: Ticket 1.
    """)


def test_reassigning_is_one_button_away(chat: Conversation) -> None:
    chat.phone("Beto")
    chat(ASSIGNED)
    leaves(chat, "Ana Torres")
    chat("""
        Julia < Se dio de baja a Ana Torres…
          [Reasignar]
        Julia > [Reasignar]
        Julia < ¿A quién le doy el Ticket 1? …
          [Beto (0)] [Cancelar]
        Julia > [Beto (0)]
        Julia < …de Ana Torres a Beto Sosa.
        Beto < …te asignó un ticket. …
        Marta < Beto va a atender tu Ticket 1.
    """)


def test_a_ticket_for_somebody_who_never_entered_is_the_leads_until_they_do(chat: Conversation) -> None:
    chat.hire("Dora Nueva", "technician")
    chat(
        ONE
        + """
        Julia < ...
        Julia > /asignar 1 dora
        Julia < El Ticket 1 queda con Dora Nueva, pero no le llega: todavía no entró al chat. …
          [Invitar de nuevo] [Reasignar]
        Marta > es la del mostrador de abajo
        Marta < (recibido)
        Julia < …Ticket 1: es la del mostrador de abajo
    """
    )
    assert unassigned(chat) == (1, 1)
    chat("""
        Julia > [Invitar de nuevo]
        Julia < Listo, Dora Nueva ya puede entrar. …
    """)
    phone = chat.desk.code_for(chat.people["Dora"])
    turns.take_in(
        chat.desk.desk,
        Inbound(
            channel="telegram", address="4242", key="enters", at=chat.desk.now, kind="message", text=phone
        ),
    )
    chat.desk.settle()
    with chat.desk.store.read() as session:
        dora = people.get(session, chat.people["Dora"].id)
        said = [
            row.content.get("text", "") for row in session.query(OutboxMessage) if row.chat.person is dora
        ]
    assert any("Ticket 1 · Marta Gómez" in text for text in said)
    chat("""
        Marta < Dora va a atender tu Ticket 1.
        Marta > buenísimo, no anda nada
        Marta < (recibido)
    """)
    assert chat.told("Julia") == []
    assert unassigned(chat) == (1, 0)


@on_telegram
def test_who_shuts_us_out_is_nobody_too(chat: Conversation) -> None:
    chat.phone("Beto")
    chat(ASSIGNED)
    chat.desk.telegram.fault(403, chat=chat.telegram("Ana").id, times=9)
    chat("""
        Marta > ¿hay novedades?
        Marta < Ticket 1 …
        Marta < No se pudo entregar. No le llegó a Ana lo del Ticket 1: bloqueó el bot. Le avisé a Julia.
        Julia < Ana Torres se quedó sin un chat donde avisarle. …Ticket 1.
          [Reasignar]
        Marta > es la del mostrador de abajo
        Marta < (recibido)
        Julia < …Ticket 1: es la del mostrador de abajo
    """)
    chat.desk.telegram.heal()
    chat.desk.forgive()
    chat("""
        Ana > /pendientes
        Ana < …Ticket 1…
        Marta > ¿y ahora?
        Marta < (recibido)
        Ana < …Ticket 1: ¿y ahora?
    """)


@on_telegram
def test_a_client_is_given_no_number_of_the_staff_and_the_leads_are(chat: Conversation) -> None:
    chat.hire("Carla Ríos", "technician", phone="+5491155556666")
    chat(ASSIGNED.replace("ana", "carla").replace("Ana", "Carla"))
    chat.desk.telegram.fault(400, chat=chat.telegram("Carla").id, description="chat not found", times=9)
    chat("""
        Marta > es la del mostrador
        Marta < (recibido)
        Marta < …No le llegó a Carla lo del Ticket 1: ese chat ya no existe. Le avisé a Julia.
        Julia < …No le llegó a Carla lo de Marta en el Ticket 1: ese chat ya no existe. Tel. 11 5555-6666.
          [Reasignar]
    """)
    chat.desk.forgive()


@on_telegram
def test_a_client_hears_that_what_nobody_was_told_is_kept(chat: Conversation) -> None:
    chat(ONE + "Julia < ...")
    chat.desk.telegram.fault(403, chat=chat.telegram("Julia").id, times=9)
    chat("""
        Marta > es la del mostrador
        Marta < (recibido)
        Marta < …No le llegó a Julia lo del Ticket 1: bloqueó el bot. Lo que mandaste queda guardado.
    """)
    chat.desk.forgive()


@on_both_stores
def test_a_lead_without_a_chat_was_not_told(chat: Conversation) -> None:
    chat("""
        Marta > /nuevo
        Marta > [Marta Gómez]
        Marta > [Omitir]
        Marta > no anda la caja
        Marta > [Omitir]
        Marta > [Confirmar]
        Marta < Listo, abrí el Ticket 1. Ya avisé en la mesa…
    """)


@on_both_stores
def test_who_solves_tickets_no_longer_is_nobody(chat: Conversation) -> None:
    chat(ASSIGNED)
    assert list(corrections.edit(chat.desk.desk, "Ana Torres", {"role": "client"}))
    assert unassigned(chat) == (1, 1)
    chat("""
        Julia < Ana Torres ya no atiende tickets. Siguen abiertos: Ticket 1.
          [Reasignar]
        Marta > ¿quién lo mira?
        Marta < (recibido)
        Julia < …Ticket 1: ¿quién lo mira?
        Ana > /start
        Ana < …
          [Nuevo ticket] [Mis tickets] [Ayuda]
    """)


@on_both_stores
def test_a_web_chat_that_its_technician_cannot_come_back_to_counts_as_none(chat: Conversation) -> None:
    chat.on(Ana="webchat")
    chat(ASSIGNED)
    for _ in range(2):  # to read is to use it
        chat.desk.later(days=29)
        chat.webchat("Ana").browser.opens()
    chat.told("Julia")
    forgetting.end_sessions(chat.desk.desk)
    assert unassigned(chat) == (1, 0)
    chat.desk.later(days=32)
    chat.told("Julia")
    forgetting.end_sessions(chat.desk.desk)
    assert unassigned(chat) == (1, 1)
    chat("""
        Julia < Ana Torres se quedó sin un chat…: Ticket 1.
          [Reasignar]
        """)


@on_both_stores
def test_who_writes_to_a_client_whose_web_chat_is_over_hears_it(chat: Conversation) -> None:
    chat.on(Marta="webchat")
    chat(ASSIGNED)
    chat.desk.later(days=32)
    chat.told("Ana")
    chat.told("Julia")
    forgetting.end_sessions(chat.desk.desk)
    chat("""
        Ana > (a «te asignó») ¿probaste reiniciarla?
        Ana < No se pudo entregar. No le llegó a Marta lo del Ticket 1: ya no tiene el chat abierto. …
        Ana < (recibido)
        """)
