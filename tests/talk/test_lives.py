"""A ticket's whole life, typed in people's own words: not one button, not one command."""

import pytest

from tests.harness.stories import ASSIGNED, BOTH_OF_ANA, CLOSED, ONE
from tests.harness.transcripts import Conversation, on_telegram, on_whatsapp

OPENINGS = (
    "quiero hacer un reclamo",
    "hola, necesito abrir un ticket",
    "tengo que reportar un problema",
    "abrime un ticket porfa",
)
PEOPLE = (
    ("yo", "Marta Gómez"),
    ("es para Graciela", "Graciela"),
    ("Usuario 3", "Usuario 3"),
    ("la persona es Juan Pérez", "Juan Pérez"),
    ("Rosa Baja", "Rosa Baja"),
    ("para mí, gracias", "Marta Gómez"),
)
PHONES = (
    ("no tengo", "—"),
    ("mi teléfono es 11 4444 5555", "mi teléfono es 11 4444 5555"),
    ("no hace falta", "—"),
    ("llamame al 11 4444-5555 después de las 14", "llamame al 11 4444-5555 después de las 14"),
)
PHOTOS = ("no", "sin foto", "no tengo foto", "después te la mando", "eso es todo", "ninguna")
AGREED = ("sí, dale", "está bien", "mandalo", "dale", "todo ok, gracias", "confrimar", "👍")


@pytest.mark.parametrize("number", range(7))
def test_opening(chat: Conversation, number: int) -> None:
    (person, name), (phone, shown) = PEOPLE[number % len(PEOPLE)], PHONES[number % len(PHONES)]
    chat(f"""
        > {OPENINGS[number % len(OPENINGS)]}
        < … (1/4)
        > {person}
        < … (2/4)
        > {phone}
        < … (3/4)
        > no imprime la caja 2
        < … (4/4)
        > {PHOTOS[number % len(PHOTOS)]}
        < …Persona afectada: {name} Teléfono: {shown} Problema reportado: no imprime la caja 2 Imagen: —…
        > {AGREED[number % len(AGREED)]}
        < Listo, abrí el Ticket 1. …
    """)
    assert chat.desk.ticket(1)["problem"] == "no imprime la caja 2"


@on_whatsapp
def test_opening_costs_six_messages_on_whatsapp(chat: Conversation) -> None:
    phone = chat.phone("Marta")
    before = len(phone.screen())
    chat("""
        > quiero hacer un reclamo
        < … (1/4)
        > yo
        > no hace falta
        > no imprime la caja 2
        > sin foto
        > sí, dale
        < Listo, abrí el Ticket 1. …
    """)
    assert len(phone.screen()) - before <= 6


def test_what_is_said_beside_an_answer_is_kept(chat: Conversation) -> None:
    chat("""
        > abrir ticket
        < … (1/4)
        > yo
        > paso
        > no prende el mouse
        > no, y además parpadea el monitor
        < …no prende el mouse y además parpadea el monitor…
        > sí, y toquen timbre en el 4
        < Listo, abrí el Ticket 1. …
    """)
    assert "toquen timbre en el 4" in str(chat.desk.ticket(1)), chat.desk.ticket(1)


def test_a_field_is_changed_at_the_summary(chat: Conversation) -> None:
    chat("""
        > quiero abrir un ticket
        < … (1/4)
        > es para Paz
        > 11 4444 5555
        > no anda nada
        > ninguna
        < …Persona afectada: Paz…
        > el teléfono está mal
        < … (2/4)
        > 11 5555 6666
        < …11 5555 6666…
        > no, el problema está mal
        < … (3/4)
        > no anda nada en la planta alta
        < …Problema reportado: no anda nada en la planta alta…
        > mejor no
        < Cancelado…
    """)
    assert chat.desk.tickets() == []


def test_the_new_answer_said_at_the_summary_is_taken(chat: Conversation) -> None:
    """But the problem is nobody's to write over: what is said of it is added."""
    chat("""
        > /nuevo
        > yo
        > paso
        > se rompió la impresora
        > ninguna
        < ...
        > no, el teléfono es 11 5555 7777
        < Fijate si está bien: …Teléfono: 11 5555 7777…
        > el nombre es Tomás López
        < Fijate si está bien: …Persona afectada: Tomás López…
        > el problema es el escáner también
        < Lo sumé al problema. …
        > el teléfono es ese que te dije
        < … (2/4)
        > paso
        < …
        > dale
        < Listo, abrí el Ticket 1. …
    """)
    assert chat.desk.ticket(1)["affected_person"] == "Tomás López"
    assert chat.desk.ticket(1)["problem"] == "se rompió la impresora\nel problema es el escáner también"


def test_a_problem_told_where_a_phone_is_asked_is_kept(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > yo
        < … (2/4)
        > es que me quedé sin internet
        < Eso lo sumo al problema. … (2/4)
        > no tngo
        < … (3/4)
        > desde la mañana
        > no
        < …Teléfono: — Problema reportado: desde la mañana es que me quedé sin internet…
        > listo
        < Listo, abrí el Ticket 1. …
    """)


@pytest.mark.parametrize("said", ["lo dejo así", "dejalo, no importa", "ya anda, gracias!"])
@pytest.mark.parametrize("answered", ["", "> yo\n> paso\n"])
@on_telegram
def test_who_needs_no_ticket_any_more_says_so_in_their_words(
    chat: Conversation, said: str, answered: str
) -> None:
    """Nobody is called «lo dejo así»."""
    chat(f"> abrir ticket\n{answered}< …\n> {said}\n< Cancelado: no abrí nada.")
    assert chat.desk.tickets() == []


@on_telegram
def test_who_asks_why_we_ask_is_told_how_to_go_on(chat: Conversation) -> None:
    chat("""
        > abrir ticket
        < … (1/4)
        > para qué?
        < Contestá la pregunta …
        < … (1/4)
        > yo
        < … (2/4)
        > para q quieren mi telefono?
        < Contestá la pregunta …
        < … (2/4)
        > cancelar
        < …
    """)


def test_a_call_for_a_person_reaches_the_person(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > quiero hablar con una persona
        Marta < Ana atiende tu Ticket 1 y ya le pasé tu mensaje…
          [Nuevo ticket]
        Ana < …Ticket 1: quiero hablar con una persona
        Marta > llamame al 11 4444 5555
        Marta < …
        Ana < …Ticket 1: llamame al 11 4444 5555
    """
    )


def test_a_call_for_a_person_about_no_ticket_is_no_part_of_the_one_that_is_open(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        -- 40 min
        Marta > quiero hablar con una persona
        Marta < Ana atiende tu Ticket 1: escribime acá y se lo paso. …
          [Nuevo ticket]
    """
    )
    assert chat.thread() == []


@on_telegram
@pytest.mark.parametrize("said", ["perdón, era por el 2", "no, perdon, era el otro", "no, era el del mail"])
def test_what_went_into_the_wrong_ticket_is_moved_in_peoples_own_words(chat: Conversation, said: str) -> None:
    chat(
        BOTH_OF_ANA
        + f"""
        Marta > dice error 3
        Marta < …
        Marta > [Ticket 1]
        Marta < Va al Ticket 1. …
          [Mover] [Es otro problema]
        Ana < …Ticket 1: dice error 3
        Marta > {said}
        Marta < ¿Adónde lo paso?
          [Ticket 2 · …] [Nuevo ticket] [Cancelar]
        Marta > 1
        Marta < Va al Ticket 2. …
        Ana < ...
    """
    )
    assert (chat.thread(1), chat.thread(2)) == ([], ["dice error 3"])


@on_telegram
@pytest.mark.parametrize("said", ["era por la caja 3, no la 2", "era en el 3er piso", "es el 2"])
def test_a_correction_of_what_was_told_stays_where_that_is(chat: Conversation, said: str) -> None:
    chat(
        BOTH_OF_ANA
        + f"""
        Marta > dice error 3
        Marta < …
        Marta > [Ticket 1]
        Marta < …
        Marta > {said}
        Marta < Va al Ticket 1. …
        Ana < ...
    """
    )
    assert chat.thread(1) == ["dice error 3", said]


@on_telegram
@pytest.mark.parametrize(
    ("said", "status", "told"),
    [
        ("no, pará, todavía no", "open", "Cancelado: el ticket sigue abierto."),
        ("no lo cierres", "open", "Cancelado: el ticket sigue abierto."),
        ("no, gracias", "closed", "Cerré el Ticket 1."),
        ("no era la clave, era el cable", "closed", "Cerré el Ticket 1."),
    ],
)
def test_a_no_before_closing_is_no_last_word(chat: Conversation, said: str, status: str, told: str) -> None:
    chat(
        ASSIGNED
        + f"""
        Marta > cerrar 1
        Marta < ¿Querés contar algo antes de cerrar el Ticket 1? …
        Marta > {said}
        Marta < {told}
        Ana < ...
    """
    )
    assert chat.desk.ticket(1)["status"] == status
    assert chat.thread() == ([said] if "cable" in said else [])


@on_telegram
def test_who_needs_nobody_any_more_is_asked_whether_to_close(chat: Conversation) -> None:
    """And a yes that says that it works is a yes, and no message that wants a place."""
    chat(
        ASSIGNED
        + """
        Marta > ya no hace falta, gracias
        Marta < ¿Cerramos el Ticket 1?
        Ana < …Ticket 1: ya no hace falta, gracias
        Marta > sí, anda joya
        Marta < Cerré el Ticket 1.
        Ana < Marta cerró el Ticket 1.
        Marta > excelente trabajo chicos
        Marta > muy buena atención!
        Marta > quedé muy conforme, los felicito
    """
    )
    assert len(chat.desk.tickets()) == 1


@on_telegram
def test_nuevo_is_a_yes_where_nothing_but_a_new_ticket_is_offered(chat: Conversation) -> None:
    chat("""
        > no anda el mouse
        < ¿Abro un ticket con esto? …
          [Nuevo ticket] [Cancelar]
        > nuevo
        < … (1/4)
        > pará
        < … (1/4)
        > yo
        > paso
        < … (4/4)
        > no
        < …Problema reportado: no anda el mouse…
        > dale
        < Listo, abrí el Ticket 1. …
    """)


@pytest.mark.parametrize("said", ["sí, ya anda, gracias", "sirvió, gracias", "quedó perfecto"])
def test_a_solution_that_helped(chat: Conversation, said: str) -> None:
    chat(
        CLOSED
        + f"""
        > {said}
        < ...
        Ana < ...
    """
    )
    assert chat.desk.ticket(1)["status"] == "closed"
    assert chat.thread(1) == [said]


@pytest.mark.parametrize(
    "said", ["no, sigue igual", "volvió a fallar", "no anda todavía", "sí pero sigue haciendo ruido"]
)
def test_a_solution_that_did_not_help(chat: Conversation, said: str) -> None:
    chat(
        CLOSED
        + f"""
        > {said}
        < Reabrí el Ticket 1. …
        Ana < ...
    """
    )
    assert chat.desk.ticket(1)["status"] == "open"
    assert chat.thread(1) == [said]


@on_telegram
@pytest.mark.parametrize(
    "said", ["no sé todavía", "todavía no probé", "no pude ver nada", "mañana pruebo y te digo"]
)
def test_who_does_not_know_yet_whether_it_helped_reopens_nothing(chat: Conversation, said: str) -> None:
    chat(
        CLOSED
        + f"""
        > {said}
        < El Ticket 1 está cerrado. ¿Reabrir? «{said}»
        > cancelar
        < …
        > [Sirvió]
        < ¡Qué bueno! …
        Ana < ...
    """
    )
    assert chat.desk.ticket(1)["status"] == "closed"


def test_a_solution_is_answered_after_a_greeting_too(chat: Conversation) -> None:
    chat(
        CLOSED
        + """
        > hola
        < Hola, Marta. …
        > ya anda, gracias por venir
        < ¡Qué bueno! …
        Ana < ...
    """
    )
    assert chat.thread(1) == ["ya anda, gracias por venir"]


def test_following_closing_and_deleting(chat: Conversation) -> None:
    chat(
        ONE
        + """
        > cómo va mi reclamo?
        < Ticket 1 Estado: Abierto …
        > ya se arregló
        < ¿Cerramos el Ticket 1?
          [Sí] [No]
        > no, dejalo
        < …
        > quiero borrar el ticket
        < ¿Eliminamos el Ticket 1? …
        > no
        < …
        > podés cerrarlo
        < ¿Cerramos el Ticket 1?
          [Sí] [No]
        > sí, dale
        < Cerré el Ticket 1. …
    """
    )
    assert chat.desk.ticket(1)["status"] == "closed"


def test_a_leads_day(chat: Conversation) -> None:
    chat(
        ONE
        + """
        Julia < …Entró un ticket nuevo…
        Julia > qué hay sin asignar?
        Julia < …Ticket 1 …
        Julia > asignale el 1 a ana
        Julia < …Ticket 1 queda con Ana Torres…
        Julia > el 1 es crítico
        Julia < Listo, el Ticket 1 quedó en Crítica.
        Julia > subile la prioridad al 1
        Julia < …
          [Baja] [Media] [Alta] [Crítica] [Cancelar]
        Julia > cancelar
        Julia < ...
        Julia > qué tiene ana
        Julia < …Ticket 1…
        Julia > pasáselo a beto
        Julia < ¿Le asigno el Ticket 1 a Beto?
          [Sí] [No]
        Julia > sí
        Julia < …Beto Sosa…
        Julia > cerrá el 1, cambié el cable
        Julia < Cerré el Ticket 1. …
        Marta < ...
    """
    )
    ticket = chat.desk.ticket(1)
    assert (ticket["technician"], ticket["criticality"], ticket["solution"]) == (
        "Beto Sosa",
        "critical",
        "cambié el cable",
    )


@on_telegram
def test_ya_esta_throws_nothing_away(chat: Conversation) -> None:
    """Who has told what happens already means that."""
    chat("""
        > /nuevo
        > yo
        < … (2/4)
        > es que me quedé sin internet
        < Eso lo sumo al problema. … (2/4)
        > paso
        < … (3/4)
        > ya está
        < … (3/4)
    """)


@on_telegram
def test_another_ticket_is_no_yes_to_closing_this_one(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Marta > /ticket 1
        Marta < ...
        Marta > podés cerrarlo
        Marta < ¿Cerramos el Ticket 1?
        Ana < ...
        Marta > cerrá el 2
        Marta < …¿Cerramos el Ticket 1?
    """
    )
    assert chat.desk.ticket(1)["status"] == "open"


@on_telegram
def test_who_needs_it_otherwise_is_not_asked_whether_to_close(chat: Conversation) -> None:
    said = "ya no lo necesito para hoy, puede ser mañana"
    chat(ASSIGNED + f"Marta > {said}\nMarta < (recibido)\nAna < …: {said}")


@on_telegram
def test_which_one_it_was_is_told_and_moves_nothing(chat: Conversation) -> None:
    chat(
        BOTH_OF_ANA
        + """
        Marta > dice error 3
        Marta < …
        Marta > [Ticket 1]
        Marta < …
        Ana < ...
        Marta > era la del fondo
        Marta < Va al Ticket 1. …
        Ana < …: era la del fondo
    """
    )


@on_telegram
def test_what_was_for_another_ticket_is_asked_about_even_in_focus(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Marta > perdón, era para otro ticket
        Marta < ¿Esto es de alguno de estos tickets? «perdón, era para otro ticket»
          [Ticket 1 · …] [Nuevo ticket] [Cancelar]
        Marta > cancelar
        Marta < …
        Marta > no es ese
    """
    )
    assert chat.thread() == ["no es ese"]
