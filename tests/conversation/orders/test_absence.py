"""The staff say in their own words that they are away: themselves, until the day that they name."""

import pytest

from store.tables import Person
from tests.harness.stories import ASSIGNED
from tests.harness.transcripts import Conversation, on_telegram


@pytest.mark.parametrize(
    "said", ["ana está de vacaciones hasta el lunes", "hoy no viene ana", "marcá ausente a ana"]
)
@on_telegram
def test_somebody_else_s_absence_is_not_one_s_own(chat: Conversation, said: str) -> None:
    chat.phone("Ana")
    chat(f"""
        Julia > {said}
        Julia < Tickets abiertos de cada técnico: …
          [Marcar ausente a Ana] [Marcar ausente a Beto]
        Beto > {said}
        Beto < No sé a qué ticket va …
    """)
    assert not any(person.absent for person in chat.desk.rows(Person))


@on_telegram
def test_an_absence_ends_on_the_day_that_is_named(chat: Conversation) -> None:
    chat("""
        Ana > mañana no vengo
        Ana < …ausente hasta el 24-11-2026 inclusive: …
        Ana > vuelvo el jueves
        Ana < …ausente hasta el 25-11-2026 inclusive: …
        Ana > ausente por hoy
        Ana < …ausente hasta el 23-11-2026 inclusive: …
        Ana > hoy y mañana no vengo
        Ana < …ausente hasta el 24-11-2026 inclusive: …
        Ana > ausente de hoy al viernes
        Ana < No entendí hasta cuándo. …
        Ana > estoy
        Ana < ¿Te marco como ausente?
          [Sí] [No]
        Ana > no
        Ana < No sé a qué ticket va «estoy»…
    """)


@pytest.mark.parametrize(
    "said",
    [
        "no puedo ir hoy, estoy enfermo",
        "no voy a poder ir hoy",
        "hoy no voy a poder ir, mañana si",
        "no voy hoy",
    ],
)
@on_telegram
def test_who_does_not_come_somewhere_is_asked_whether_they_are_away(chat: Conversation, said: str) -> None:
    """A client may be waiting for them."""
    chat(
        ASSIGNED
        + f"""
        Ana > {said}
        Ana < ¿Te marco como ausente?
          [Sí] [No]
        Ana > no
        Ana < ¿Se lo mando a Marta (Ticket 1)? «{said}»
        Ana > cancelar
        Ana < Cancelado…
        Ana > {said}
        Ana < ¿Te marco como ausente?
        Ana > sí
        Ana < …ausente hasta el 23-11-2026 inclusive: …
        Julia < Ana Torres no está por ahora. …
    """
    )


@pytest.mark.parametrize("said", ["no vengo mañana", "me tomo vacaciones hasta el martes"])
@on_telegram
def test_words_that_begin_somebody_s_name_are_not_about_them(chat: Conversation, said: str) -> None:
    chat.hire_all(("Noelia Paz", "technician", {}), ("Mercedes Díaz", "technician", {}))
    chat(f"Ana > {said}\nAna < …ausente hasta el 24-11-2026 inclusive: …")


@pytest.mark.parametrize(
    "said",
    [
        "el lunes voy a la cabaña",
        "me voy a almorzar",
        "estoy en camino",
        "ya salgo",
        "salgo para lo de marta",
        "voy mañana",
        "no estoy para esto",
    ],
)
@on_telegram
def test_who_says_where_they_go_is_not_asked_whether_they_are_away(chat: Conversation, said: str) -> None:
    chat(ASSIGNED + f"Ana > {said}\nAna < ¿Se lo mando a Marta (Ticket 1)? «{said}»")


@on_telegram
def test_who_sets_out_says_neither_that_they_are_away_nor_no(chat: Conversation) -> None:
    chat(
        ASSIGNED
        + """
        Ana > nota: falta el toner
        Ana < ¿Lo anoto en el Ticket 1? …
          [Sí] [No]
        Ana > ya salgo
        Ana < Poné «Sí» o «No». …
          [Sí] [No]
        Ana > no
        Ana < Cancelado.
        Ana > el 1 en 10 voy
        Ana < ¿Se lo mando a Marta (Ticket 1)? «el 1 en 10 voy»
    """
    )
