"""A later answer corrects an earlier one: «perdón, el nombre es Marta Gómez», said where the phone is asked."""

import pytest

from tests.harness.transcripts import Conversation, on_telegram


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("perdón, el nombre es Marta Gómez Paz", "Marta Gómez Paz"),
        ("no, es para pedro", "pedro"),
        ("me equivoqué de nombre: Ana", "Ana"),
        ("no es para mi es para la señora Paz", "Paz"),
        ("uy perdon es lucas", "lucas"),
        ("digo Ana", "Ana"),
    ],
)
@on_telegram
def test_the_name_is_corrected_where_the_phone_is_asked(chat: Conversation, said: str, name: str) -> None:
    chat(f"""
        > /nuevo
        > yo
        < … (2/4)
        > {said}
        < Anoté: {name}. ¿A qué teléfono llamamos? … (2/4)
        > paso
        < … (3/4)
        > no anda el mouse
        < … (4/4)
        > no
        < … Persona afectada: {name} Teléfono: — Problema reportado: no anda el mouse …
    """)


def test_each_answer_is_corrected_wherever_the_form_is(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > pedro
        > 11 4444 5555
        < Contame el problema… (3/4)
        > perdón, el teléfono es 1144445556
        < Anoté: 1144445556. Contame el problema… (3/4)
        > perdón, es para ana
        < Anoté: ana. Contame el problema… (3/4)
        > no anda el mouse
        < … (4/4)
        > mi cel es 11 4444 5557
        < Anoté: 11 4444 5557. ¿Tenés una foto o captura? … (4/4)
        > me equivoqué de nombre
        < ¿Quién tiene el problema? … (1/4)
        > volver
        < ¿Tenés una foto o captura? … (4/4)
        > no
        < Fijate si está bien: … Persona afectada: ana Teléfono: 11 4444 5557 Problema reportado: no anda el mouse …
        > no, es para lucas
        < Fijate si está bien: … Persona afectada: lucas …
        > dale
        < Listo, abrí el Ticket 1. …
    """)
    assert chat.desk.ticket(1)["problem"] == "no anda el mouse"


@on_telegram
@pytest.mark.parametrize(
    "problem",
    [
        "el teléfono es inalámbrico y no anda",
        "no es el cable es la placa",
        "no, es la impresora",
        "es para hoy",
    ],
)
def test_a_problem_corrects_nothing(chat: Conversation, problem: str) -> None:
    chat(f"""
        > /nuevo
        > pedro
        > paso
        < Contame el problema… (3/4)
        > {problem}
        < … (4/4)
        > sin foto
        < … Persona afectada: pedro Teléfono: — Problema reportado: {problem} …
    """)


@on_telegram
def test_more_of_the_problem_corrects_nothing_where_a_photo_is_asked(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > pedro
        > paso
        > no anda el teléfono
        < … (4/4)
        > el teléfono es inalámbrico
        < Lo sumé al problema. … (4/4)
        > es para la caja 2
        < Lo sumé al problema. …
        > listo
        < … Problema reportado: no anda el teléfono el teléfono es inalámbrico es para la caja 2 …
    """)


@on_telegram
def test_a_name_that_is_denied_is_asked_for_again(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > pedro
        < … (2/4)
        > no es para pedro
        < ¿Quién tiene el problema? … (1/4)
          [Marta Gómez] [Volver] [Cancelar]
        > ana
        < … (2/4)
        > cancelar
        < …
    """)
