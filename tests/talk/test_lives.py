"""A ticket's whole life, typed in people's own words: not one button, not one command."""

import pytest

from tests.harness.stories import ONE
from tests.harness.transcripts import Conversation, on_whatsapp

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
