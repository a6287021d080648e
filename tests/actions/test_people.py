"""What a lead does about people in the chat: finds them, corrects them, invites them again, lets them go and back."""

import pytest

from store.people import by_name
from store.tables import Person
from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_both_stores, on_telegram


def about(chat: Conversation, name: str) -> Person:
    with chat.desk.store.read() as session:
        (person,) = by_name.find(session, name, active=None)
        return person


@pytest.fixture
def twins(chat: Conversation) -> Conversation:
    chat.desk.people(
        ("Juan Pérez", "client", {"company": "Norte SA", "phone": "+541144445555"}),
        ("Juan Pérez", "client", {"company": "Sur SRL"}),
    )
    return chat


@pytest.mark.parametrize("place", ["telegram-sqlite", "whatsapp-postgresql"], indirect=True)
def test_a_card_says_who_somebody_is_and_what_may_be_done(chat: Conversation) -> None:
    chat.phone("Beto")
    chat(
        ASSIGNED
        + """
        Julia > /personas ana
        Julia < Ana Torres · Técnico Razón social: — Teléfono: — Chats: …Tickets abiertos: Ticket 1
          [Invitar de nuevo] [Cambiar] [Dar de baja] […]
        Julia > [Dar de baja]
        Julia < Se dio de baja a Ana Torres…Ticket 1.
          [Reasignar]
        Julia < Ana Torres (de baja) · Técnico …
          [Reactivar] [Cambiar]
        Ana > /pendientes
        Ana < Tu acceso …ya no está activo…
        Julia > [Reactivar]
        Julia < Ana Torres · Técnico …
          [Invitar de nuevo] [Cambiar] [Dar de baja] […]
        Ana < Ya podés volver a usar la mesa …
        Ana > /pendientes
        Ana < …Ticket 1…
          […]
    """
    )


def test_people_of_one_name_are_told_apart(twins: Conversation) -> None:
    twins("""
        Julia > /nuevo
        Julia < …
          [Juan Pérez, Norte SA] [Juan Pérez, Sur SRL] [Marta Gómez] [Pablo Ruiz] [Cancelar]
        Julia > juan perez
        Julia < Hay más de una opción para «juan perez». …
          [Juan Pérez, Norte SA] [Juan Pérez, Sur SRL] [Cancelar]
        Julia > juan perez, sur srl
        Julia < Es para Juan Pérez, Sur SRL ¿Quién tiene el problema?…
          [Juan Pérez] […] […]
        Julia > /cancelar
        Julia < Cancelado…
        Julia > /personas juan
        Julia < Hay más de una persona con «juan». …
          [Juan Pérez, Norte SA] [Juan Pérez, Sur SRL]
        Julia > [Juan Pérez, Sur SRL]
        Julia < Juan Pérez · Cliente Razón social: Sur SRL…
          [Invitar de nuevo] [Cambiar] [Dar de baja]
        Julia > /personas 011 4444-5555
        Julia < Juan Pérez · Cliente Razón social: Norte SA Teléfono: …
          [Invitar de nuevo] [Cambiar] [Dar de baja]
        Julia > /personas 5555
        Julia < Juan Pérez · Cliente Razón social: Norte SA Teléfono: …
          [Invitar de nuevo] [Cambiar] [Dar de baja]
        Julia > /personas 011 4444
        Julia < Juan Pérez · Cliente Razón social: Norte SA Teléfono: …
          [Invitar de nuevo] [Cambiar] [Dar de baja]
        Julia > /personas 0000
        Julia < No encuentro a nadie con «0000».
          [Invitar]
        Julia > personas juan sur
        Julia < Juan Pérez · Cliente Razón social: Sur SRL…
          [Invitar de nuevo] [Cambiar] [Dar de baja]
        Julia > /personas 9999
        Julia < No encuentro a nadie con «9999».
          [Invitar]
    """)


def test_what_is_wrong_is_corrected(twins: Conversation) -> None:
    twins("""
        Julia > /personas juan sur
        Julia < …
          [Invitar de nuevo] [Cambiar] [Dar de baja]
        Julia > [Cambiar]
        Julia < ¿Qué cambiamos de Juan Pérez?
          [Nombre] [Razón social] [Teléfono] [Rol] [Idioma] [Cancelar]
        Julia > [Razón social]
        Julia < ¿De qué empresa es Juan Pérez? …
          [LA CABAÑA S.A.] [Norte SA] [Ruiz Hnos.] [Sur SRL] [Ninguno] [Volver] [Cancelar]
        Julia > la cabaña
        Julia < Hay más de una opción para «la cabaña». …
          [LA CABAÑA S.A.] [la cabaña (nueva)] [Ninguno] [Volver] [Cancelar]
        Julia > [LA CABAÑA S.A.]
        Julia < Juan Pérez · Cliente Razón social: LA CABAÑA S.A.…
          [Invitar de nuevo] [Cambiar] [Dar de baja]
        Julia > [Cambiar]
        Julia < …
          [Nombre] […] [Teléfono] [Rol] [Idioma] [Cancelar]
        Julia > [Teléfono]
        Julia < …
          [Ninguno] [Volver] [Cancelar]
        Julia > 011 15-4000-1234
        Julia < …Teléfono: 11 4000-1234…
          […] […] […]
    """)
    assert about(twins, "Juan Pérez, LA CABAÑA S.A.").phone == "+5491140001234"


@on_telegram
def test_the_last_lead_stays(chat: Conversation) -> None:
    chat("""
        Julia > /personas julia
        Julia < …
          [Invitar de nuevo] [Cambiar] [Dar de baja] […]
        Julia > [Dar de baja]
        Julia < No se puede: Julia Paz es la única persona que asigna tickets.
    """)
    assert about(chat, "Julia Paz").active


OWN_ROLE = """
    Julia > /personas julia
    Julia < ...
    Julia > [Cambiar]
    Julia < ...
    Julia > [Rol]
    Julia < ...
"""


@on_telegram
def test_who_is_a_lead_no_more_lets_nobody_in_by_what_was_asked_before(chat: Conversation) -> None:
    chat.hire("Lucas Vega", "lead")
    chat.phone("Lucas")
    chat("""
        Julia > /invitar
        Julia < ¿Cómo se llama la persona?…
    """)
    chat(OWN_ROLE)
    everybody = len(chat.desk.rows(Person))
    chat("""
        Julia > [Técnico]
        Julia < Julia Paz · Técnico …
        Julia < …¿Cómo se llama la persona?
        Julia > Pepe Nuevo
        Julia < ¿Qué rol va a tener?…
        Julia > [Jefe técnico]
        Julia < Eso lo maneja el jefe técnico.
    """)
    assert len(chat.desk.rows(Person)) == everybody


@on_telegram
def test_who_changes_their_own_role_gets_its_commands(chat: Conversation) -> None:
    chat.hire("Lucas Vega", "lead")
    chat(OWN_ROLE)
    chat("""
        Julia > [Técnico]
        Julia < Julia Paz · Técnico …
    """)
    menu = str(chat.desk.telegram.called("setMyCommands")[-1].params["commands"])
    assert "pendientes" in menu and "invitar" not in menu


@on_both_stores
def test_a_chat_of_the_wrong_person_is_taken_away(chat: Conversation) -> None:
    chat.desk.link("telegram", "4242", chat.people["Beto"])
    chat("""
        Julia > /personas beto
        Julia < …Chats: Telegram 4242…
          [Invitar de nuevo] [Cambiar] [Dar de baja] [Quitar Telegram 4242]
        Julia > [Quitar Telegram 4242]
        Julia < …Chats: todavía no entró…
          [Invitar de nuevo] [Cambiar] [Dar de baja]
        Julia > [Quitar Telegram 4242]
        Julia < Ese chat ya no estaba a nombre de Beto Sosa.
    """)


@on_telegram
def test_the_chat_from_which_one_writes_is_not_taken_away(chat: Conversation) -> None:
    chat(
        """
        Julia > /personas julia
        Julia < …
          [Invitar de nuevo] [Cambiar] [Dar de baja] [Quitar Telegram 5001]
        Julia > [Quitar Telegram 5001]
        Julia < Ese es el chat desde el que me escribís, así que sigue a tu nombre. …
        Julia > /personas julia
        Julia < …Chats: Telegram 5001…
    """.replace("5001", str(chat.telegram("Julia").id))
    )


def test_inviting_a_name_that_exists_offers_that_person(twins: Conversation) -> None:
    everybody = len(twins.desk.rows(Person))
    twins("""
        Julia > /invitar marta gomez
        Julia < Ya tengo a alguien con ese nombre: Marta Gómez, LA CABAÑA S.A. ¿Va otra invitación, o es otra persona?
          [Invitar de nuevo] [Es otra persona] [Cancelar]
        Julia > [Invitar de nuevo]
        Julia < Listo, Marta Gómez ya puede entrar. …TK-…
        Julia > /invitar Juan Pérez
        Julia < Ya hay 2 personas con ese nombre: Juan Pérez, Norte SA y Juan Pérez, Sur SRL …
          [Invitar de nuevo a Juan Pérez, Norte SA] [Invitar de nuevo a Juan Pérez, Sur SRL]
          [Es otra persona] [Cancelar]
        Julia > [Invitar de nuevo a Juan Pérez, Sur SRL]
        Julia < Listo, Juan Pérez ya puede entrar. …
    """)
    assert len(twins.desk.rows(Person)) == everybody
    twins("""
        Julia > /invitar Juan Pérez
        Julia < …
          […] […] [Es otra persona] [Cancelar]
        Julia > [Es otra persona]
        Julia < ¿Qué rol va a tener?…
          […]
        Julia > [Cliente]
        Julia < …
          [LA CABAÑA S.A.] [Norte SA] [Ruiz Hnos.] [Sur SRL] [Omitir] [Volver] [Cancelar]
        Julia > NORTE sa
        Julia < Listo, Juan Pérez ya puede entrar. …
    """)
    assert len(twins.desk.rows(Person)) == everybody + 1
    assert {row.company for row in twins.desk.rows(Person)} == {
        None,
        "LA CABAÑA S.A.",
        "Norte SA",
        "Ruiz Hnos.",
        "Sur SRL",
    }


@on_telegram
def test_one_letter_is_nobodys_name(chat: Conversation) -> None:
    chat("""
        Julia > /invitar
        Julia < ¿Cómo se llama la persona?
        Julia > A
        Julia < Necesito su nombre, en una sola línea.…
        Julia > Al
        Julia < ¿Qué rol va a tener?…
    """)


@on_telegram
def test_all_technicians_are_offered_least_loaded_first_page_by_page(chat: Conversation) -> None:
    chat.desk.people(*((f"Tec{number:02} Uno", "technician", {}) for number in range(12)))
    chat(ASSIGNED)
    chat(
        """
        Julia > /asignar 1
        Julia < ¿A quién le doy el Ticket 1? Elegí, o escribí su nombre.
          [Beto (0)] [Tec00 (0)] […] [Tec06 (0)] [Ver más] [Cancelar]
        Julia > [Ver más]
        Julia < …
          [Tec07 (0)] […] [Tec11 (0)] [Ana (1)] [Cancelar]
        Julia > [Tec03 (0)]
        Julia < …Tec03 Uno, pero no le llega…
          […]
    """.replace("queda con…Tec03 Uno", "Tec03 Uno")
    )


@on_both_stores
def test_everybody_is_listed_page_by_page(chat: Conversation) -> None:
    chat.desk.people(*((f"Cliente {number:02}", "client", {}) for number in range(45)))
    chat("""
        Julia > /personas
        Julia < Personas (1/3). …Jefatura técnica (1): Julia Paz…Clientes (47): Cliente 00, …Cliente 16
          [Siguiente] [Invitar]
        Julia > [Siguiente]
        Julia < Personas (2/3). …Clientes (47): Cliente 17…
          [Anterior] [Siguiente] [Invitar]
        Julia > [Siguiente]
        Julia < Personas (3/3). …Marta Gómez (LA CABAÑA S.A.), Pablo Ruiz (Ruiz Hnos.)
          [Anterior] [Invitar]
    """)


def test_a_technician_may_be_a_client_of_a_company(chat: Conversation) -> None:
    """With one chat: what they ask for is answered to them, and they close it as a client does."""
    chat.hire("Nora Paz", "technician", company="Sur SRL")
    chat("""
        Nora > /nuevo
        Nora < ¿Para qué cliente?…
          [Para mí] [Marta Gómez] […] [Cancelar]
        Nora > [Para mí]
        Nora > [Nora Paz]
        Nora > [Omitir]
        Nora > no prende mi monitor
        Nora > [Omitir]
        Nora > [Confirmar]
        Nora < Listo, abrí el Ticket 1. Ya le avisé a Julia…
        Julia < Entró un ticket nuevo. …Nora Paz, Sur SRL…
        Julia > /asignar 1 ana
        Julia < …
        Ana < …te asignó un ticket. …
        Nora < Ana va a atender tu Ticket 1.
        Nora > #1 sigue negro
        Nora < (recibido)
        Ana < Nora Paz (Sur SRL), Ticket 1: sigue negro
        Ana > #1 ¿está enchufado?
        Ana < (recibido)
        Nora < Ana …Ticket 1: ¿está enchufado?
        Nora > /tickets
        Nora < Tus tickets: …Ticket 1…
          [Ticket 1]
        Ana > /cerrar 1 estaba desenchufado
        Ana < Cerré el Ticket 1.…
        Nora < Ana cerró tu Ticket 1. …
          [Sirvió] [Sigue igual]
        Nora > [Sigue igual]
        Nora < Reabrí el Ticket 1.…
        Ana < …reabrió el Ticket 1…
        Nora > /nota 1 no me vean
        Nora < Eso no lo podés hacer con este ticket.
        Nora > /cerrar 1 ya está
        Nora < Cerré el Ticket 1.…
        Ana < …cerró el Ticket 1: ya está
    """)
    assert [entry["role"] for entry in chat.desk.ticket(1)["thread"]] == ["client", "technician", "client"]


@on_both_stores
def test_a_technician_of_no_company_is_no_client(chat: Conversation) -> None:
    chat("""
        Ana > /tickets
        Ana < …
        Ana > /nuevo
        Ana < ¿Para qué cliente?…
          [Marta Gómez] […] [Cancelar]
        Ana > ana torres
        Ana < No encuentro a nadie con «ana torres».…
          […]
    """)


def test_who_left_is_told_apart_from_whom_they_share_a_name_with(twins: Conversation) -> None:
    twins("""
        Julia > /personas juan
        Julia < …
          [Juan Pérez, Norte SA] [Juan Pérez, Sur SRL]
        Julia > [Juan Pérez, Sur SRL]
        Julia < …
        Julia > [Dar de baja]
        Julia < ...
        Julia > /personas juan perez
        Julia < Hay más de una persona con «juan perez». …
          [Juan Pérez, Norte SA] [Juan Pérez, Sur SRL]
    """)
