"""«Mis tickets», the ticket view, the thread page by page."""

from store.tables import Person
from store.tickets import tickets
from tests.harness.stories import ASSIGNED, BOTH_OF_ANA, ONE
from tests.harness.transcripts import Conversation, elsewhere, on_both_stores, on_telegram


def opened(chat: Conversation, who: str, count: int) -> None:
    """Tickets for tests of lists, where it does not matter how they came."""
    chat.desk.open_tickets(chat.people[who], *(f"Problema {number + 1}" for number in range(count)))


@elsewhere
def test_twelve_tickets_are_three_pages_of_ones_own(chat: Conversation) -> None:
    opened(chat, "Pablo", 1)
    opened(chat, "Marta", 12)
    chat("""
        Marta > /cerrar 13
        Marta < ...
        Marta > [Omitir]
        Marta < ...
        Marta > /tickets
        Marta < Tus tickets (1/3): …Ticket 12 · 23-11-2026…Ticket 11 …Ticket 10 …Ticket 9 …Ticket 8 …
          [Ticket 12] [Ticket 11] [Ticket 10] [Ticket 9] [Ticket 8] [Siguiente]
        Marta > [Siguiente]
        Marta < Tus tickets (2/3): …
          [Ticket 7] [Ticket 6] [Ticket 5] [Ticket 4] [Ticket 3] [Anterior] [Siguiente]
        Marta > [Siguiente]
        Marta < Tus tickets (3/3): …Ticket 2 …Abierto…Ticket 13 …Cerrado…
          [Ticket 2] [Ticket 13] [Anterior]
        Marta > [Anterior]
        Marta < Tus tickets (2/3): …
        Marta > [Ticket 7]
        Marta < Ticket 7 Estado: Abierto …
        Pablo > mis tickets
        Pablo < Tus tickets: …Ticket 1 …
          [Ticket 1]
    """)
    lists = [bubble for bubble in chat.phone("Marta").screen() if bubble.text.startswith("Tus tickets")]
    assert len(lists) == 1


def test_a_number_that_is_no_place_in_the_list_is_the_ticket_s(chat: Conversation) -> None:
    opened(chat, "Marta", 9)
    chat("""
        Marta > /tickets
        Marta < Tus tickets (1/2): …
          [Ticket 9] [Ticket 8] [Ticket 7] [Ticket 6] [Ticket 5] [Siguiente]
        Marta > 8
        Marta < Ticket 8 Estado: Abierto …
        Marta > /tickets
        Marta < ...
        Marta > 1
        Marta < Ticket 9 Estado: Abierto …
    """)


def test_pages_are_turned_by_typing_too(chat: Conversation) -> None:
    opened(chat, "Marta", 7)
    chat("""
        > /tickets
        < Tus tickets (1/2): …
        > siguiente
        < Tus tickets (2/2): …
        > 1
        < Ticket 2 …
    """)


def test_a_page_that_is_not_there_is_the_last(chat: Conversation) -> None:
    opened(chat, "Marta", 6)
    chat("""
        > /tickets 3
        < Tus tickets (2/2): …Ticket 1 …
          [Ticket 1] [Anterior]
        > /tickets
        < Tus tickets (1/2): …
          [Ticket 6] [Ticket 5] [Ticket 4] [Ticket 3] [Ticket 2] [Siguiente]
        > /eliminar 1
        < …
        > [Eliminar]
        < …
        > [Siguiente]
        < Tus tickets: …Ticket 6 …Ticket 2 …
    """)


def test_without_tickets_one_is_offered(chat: Conversation) -> None:
    chat("""
        > /tickets
        < …
          [Nuevo ticket]
        > [Nuevo ticket]
        < … (1/4)
    """)


def test_the_view_shows_every_field_the_last_five_entries_and_what_may_be_done(chat: Conversation) -> None:
    chat(ASSIGNED)
    for number in range(1, 8):
        chat(f"""
            Marta > #1 mensaje {number}
            Marta < (recibido)
            Ana < …mensaje {number}
        """)
    chat("""
        Julia > /criticidad 1 alta
        Julia < …
        Ana < …Alta…
        Marta > /ticket 1
        Marta < Ticket 1 Estado: Abierto Fecha: 23-11-2026 09:00 Tiempo transcurrido: hace … Criticidad: Alta
          Técnico asignado: Ana Torres Categoría: — Usuario: Marta Gómez Persona afectada: Marta Gómez
          Teléfono: — Razón social: LA CABAÑA S.A. Problema reportado: No imprime la caja 2 Imagen: —
          Consultas técnicas (…2…) …mensaje 3…mensaje 4…mensaje 5…mensaje 6…mensaje 7
          [Ver todo] [Cerrar ticket] [Eliminar ticket]
        Marta > [Ver todo]
        Marta < …mensaje 1…mensaje 2
        Ana > /ticket 1
        Ana < Ticket 1 …
          [Ver todo] [Responder] [Nota interna] [Cerrar ticket]
        Julia > /ticket 1
        Julia < Ticket 1 …
          [Ver todo] [Responder] [Nota interna] [Asignar] [Criticidad] [Categoría] [Cerrar ticket]
    """)


def test_photos_come_with_the_view_as_an_album(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > (foto 3) mirá
        Marta < ...
        Ana < ...
        Ana > /ticket 1
        Ana < Ticket 1 …mirá…
        Ana < Ticket 1
          (archivos 3)
        Ana < ¿Qué hacemos con el Ticket 1?
          [Responder] [Nota interna] [Cerrar ticket]
    """
    )


def test_pending_tickets_show_first_who_waits_longest(chat: Conversation) -> None:
    chat("""
        Ana > /pendientes
        Ana < No tenés nada pendiente.
    """)
    opened(chat, "Marta", 1)
    chat.desk.later(hours=1)
    opened(chat, "Pablo", 2)
    chat("""
        Ana < ...
        Julia > /asignar 1 2 3 ana
        Julia < ...
        Ana < ...
        Ana > #1 ya voy
        Ana < ...
        -- 2 h
        Ana > mis pendientes
        Ana < …Ticket 2 …Ticket 3 …Ticket 1 …
          [Ticket 2] [Ticket 3] [Ticket 1]
        Ana > 3
        Ana < Ticket 1 …
    """)


@on_telegram
def test_elapsed_time_runs_until_the_closing(chat: Conversation) -> None:
    chat(
        ONE
        + """
        -- 3 h
        Marta > /ticket 1
        Marta < …Tiempo transcurrido: hace 3 horas …
        Marta > /cerrar 1 ya está
        Marta < Cerré el Ticket 1. …
        -- 2 d
        Marta > /ticket 1
        Marta < …Tiempo transcurrido: 3 horas …
          [Reabrir ticket]
    """
    )


SIXTY = tuple(f"falla {number}" for number in range(1, 61))


def told(chat: Conversation, who: str) -> str:
    return "\n".join(bubble.text for bubble in chat.told(who))


@on_both_stores
def test_a_long_list_of_the_staff_has_pages_and_says_how_many_there_are(chat: Conversation) -> None:
    for who in ("Julia", "Marta"):
        chat.phone(who)
    chat.desk.open_tickets(chat.people["Marta"], *SIXTY)
    chat.phone("Julia").says("/sinasignar")
    first = told(chat, "Julia")
    assert "Hay 60 tickets sin técnico:" in first
    assert "falla 50" in first and "falla 51" not in first and "Y 10 más." in first
    bubble, place = chat.phone("Julia").offering("Ver más")
    chat.phone("Julia").presses(bubble, bubble.choices[place][1])
    second = told(chat, "Julia")
    assert "falla 50" not in second and "falla 51" in second and "falla 60" in second and "más." not in second


@on_both_stores
def test_of_many_pending_tickets_all_are_counted_and_told_of(chat: Conversation) -> None:
    for who in ("Julia", "Ana"):
        chat.phone(who)
    chat.desk.open_tickets(chat.people["Marta"], *SIXTY)
    with chat.desk.store.write() as session:
        julia, ana = (session.get_one(Person, chat.people[who].id) for who in ("Julia", "Ana"))
        for number in range(1, 61):
            tickets.assign(
                session, julia, tickets.get(session, julia, number), ana, "telegram", chat.desk.now
            )
    chat.phone("Ana").says("/pendientes")
    assert "Tenés 60 tickets pendientes" in told(chat, "Ana")
    chat.phone("Julia").says("qué tiene ana")
    first = told(chat, "Julia")
    assert "falla 50" in first and "falla 51" not in first and "Y 10 más." in first
    bubble, place = chat.phone("Julia").offering("Ver más")
    chat.phone("Julia").presses(bubble, bubble.choices[place][1])
    assert "falla 60" in told(chat, "Julia")
    chat.phone("Ana").says("/ausente")
    assert "Ticket 1, " in (listed := told(chat, "Julia")) and "Ticket 60" in listed
    chat.phone("Ana").says("/presente")
    assert "60" in told(chat, "Ana")


@on_both_stores
def test_what_has_a_deadline_is_listed_with_whose_it_is_and_what_passes_first_comes_first(
    chat: Conversation,
) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Julia > /vencimientos
        Julia < Ningún ticket abierto tiene vencimiento…
        Ana > /vencimientos
        Ana < Ninguno de tus tickets tiene vencimiento.
        Julia > /criticidad 1 media
        Julia < ...
        Julia > /criticidad 2 crítica
        Julia < ...
        Ana < ...
        -- 5 h
        Julia > los vencidos
        Julia < 2 tickets… Ticket 2 · Marta Gómez · Ana · ⏰ vencido hace … Ticket 1 · Marta Gómez · Ana · vence en …
          [Ticket 2] [Ticket 1]
        Ana > qué se me vence hoy
        Ana < Tenés 2 tickets con vencimiento; … Ticket 2 · Marta Gómez · espera hace … · ⏰ vencido hace … Ticket 1 …
          [Ticket 2] [Ticket 1]
        Beto > vencimientos
        Beto < Ninguno de tus tickets tiene vencimiento.
        Marta > vencimientos
        Marta < Eso es del equipo técnico. …
    """
    )
