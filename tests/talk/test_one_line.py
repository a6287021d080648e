"""Somebody types all of it in one line where only one thing is asked."""

import pytest

from bot.language import one_line
from bot.language.meaning import ALL, Asked, Meaning
from bot.language.one_line import Line, naming
from tests.harness.transcripts import Conversation, on_telegram
from tests.talk import corpus


def test_all_in_one_line(chat: Conversation) -> None:
    chat("""
        > /nuevo
        < ¿Quién tiene el problema? … (1/4)
        > marta, 1144445555, no prende el monitor
        < ¿Tenés una foto o captura? … (4/4)
        > no
        < …
          Persona afectada: marta
          Teléfono: 1144445555
          Problema reportado: no prende el monitor
          …
        > dale
        < Listo, abrí el Ticket 1. …
    """)


@on_telegram
def test_without_a_comma(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > soy pedro de la caja 2 no me anda la impresora desde ayer
        < ¿A qué teléfono llamamos? … (2/4)
        > paso
        < … (4/4)
        > no
        < …
          Persona afectada: pedro de la caja 2
          Teléfono: —
          Problema reportado: no me anda la impresora desde ayer
          …
    """)


@on_telegram
def test_what_is_no_name_is_nobodys(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > la impresora no imprime
        < Anoté el problema. ¿Quién tiene el problema? … (1/4)
        > 1144445555
        < Anoté el teléfono. ¿Quién tiene el problema? … (1/4)
        > ana
        < ¿Tenés una foto o captura? … (4/4)
        > no
        < …
          Persona afectada: ana
          Teléfono: 1144445555
          Problema reportado: la impresora no imprime
          …
    """)


@on_telegram
def test_a_number_alone_is_the_phone_wherever_the_form_is(chat: Conversation) -> None:
    """It is neither the problem nor a part of it."""
    chat("""
        > /nuevo
        > yo
        > paso
        < Contame el problema… (3/4)
        > 11 4444-5555 después de las 14
        < Anoté el teléfono. Contame el problema… (3/4)
        > no anda el mouse
        < … (4/4)
        > 1144445556
        < Anoté el teléfono. ¿Tenés una foto o captura? … (4/4)
        > listo
        < … Teléfono: 1144445556 Problema reportado: no anda el mouse Imagen: — …
    """)


@on_telegram
def test_the_problem_is_told_twice_and_kept_once(chat: Conversation) -> None:
    chat("""
        > no anda el mouse
        < ¿Abro un ticket con esto? …
        > nuevo ticket
        < … (1/4)
        > soy ana no anda el mouse
        < … (2/4)
        > 11 4444 5555 después de las 14, y tampoco anda el teclado
        < … (4/4)
        > no
        < …
          Persona afectada: ana
          Teléfono: 11 4444 5555 después de las 14
          Problema reportado: no anda el mouse
          y tampoco anda el teclado
          …
    """)


@on_telegram
def test_the_line_is_edited_in_the_form_and_in_the_ticket(chat: Conversation) -> None:
    chat("""
        > /nuevo
        > yo, 1144445555, no prende la luz del monitor
        < … (4/4)
        > desde ayer
        < Lo sumé al problema. …
        > (corrige «yo, 1144445555, no prende la luz del monitor») yo, 1144446666, no prende el monitor
        < …
        > no
        < …
          Teléfono: 1144446666
          Problema reportado: no prende el monitor
          desde ayer
          …
        > dale
        < Listo, abrí el Ticket 1. …
        > (corrige «yo, 1144445555, no prende la luz del monitor») yo, 1144446666, no prende el televisor
    """)
    assert chat.desk.ticket(1)["problem"] == "no prende el televisor\ndesde ayer"


@pytest.mark.parametrize(
    ("typed", "person", "phone", "problem"),
    [
        ("soy pedro la impresora de la caja 2 no imprime", "soy pedro", "", "la impresora de la caja 2 no imprime"),
        ("soy ana mi cel es 11 4444-5555 y no anda el mail", "soy ana", "mi cel es 11 4444-5555", "no anda el mail"),
        ("soy juan y se me rompio el mouse", "soy juan", "", "se me rompio el mouse"),
        ("para la señora marta no anda el mouse", "para la señora marta", "", "no anda el mouse"),
        ("Marta\n4444-5555 después de las 14\nno anda", "Marta", "4444-5555 después de las 14", "no anda"),
        ("Marta Gómez, tel 11 4444 5555", "Marta Gómez", "tel 11 4444 5555", ""),
        ("no anda la pc mi tel es 1144445555", "", "mi tel es 1144445555", "no anda la pc"),
        ("soy pedro error 80070005 al abrir", "soy pedro", "", "error 80070005 al abrir"),
    ],
)  # fmt: skip
def test_each_part_is_what_it_is(typed: str, person: str, phone: str, problem: str) -> None:
    assert one_line.read(typed, "AR", "11") == Line(person, phone, problem)


@pytest.mark.parametrize(
    "name",
    [
        "Manuel de Falla", "Rosa Rota", "es para Graciela Paz, de ventas", "el contador, Jorge Díaz", "recepción",
        "María de los Ángeles Fernández Rodríguez", "me llamo Graciela Paz y trabajo en Norte SA",
        "no le anda a pedro", "Usuario 3", "pedro legajo 12345678",
    ],
)  # fmt: skip
def test_a_name_is_a_name(name: str) -> None:
    assert one_line.read(name, "AR", "11") == Line(person=name)


@pytest.mark.parametrize(
    "told",
    [
        "marta dice que no le anda el mouse", "la impresora de marta no imprime", "caja 2 no imprime", "Impresora rota",
        "la compu de recepción hace algo raro", "error 80070005 al abrir el excel",
        "soy marta y quería avisar que desde la semana pasada el sistema de facturación",
    ],
)  # fmt: skip
def test_in_doubt_it_is_the_problem(told: str) -> None:
    assert one_line.read(told, "AR", "11") == Line(problem=told)


def test_most_problems_are_nobodys_name() -> None:
    told = [
        line.text
        for line in corpus.lines("es_AR")
        if line.asked is Asked.NOTHING and line.meaning is Meaning.PROBLEM
    ]
    kept = [text for text in told if one_line.read(text, "AR", "11").problem == text]
    assert len(kept) >= 0.97 * len(told)


def test_those_who_are_named_have_names() -> None:
    named = [
        line.text
        for line in corpus.lines("es_AR")
        if line.asked is Asked.PERSON and line.meaning in (Meaning.NOTHING, Meaning.ANSWER, Meaning.ME)
    ]
    assert [text for text in named if one_line.read(text, "AR", "11") != Line(person=text)] == []


@pytest.mark.parametrize(
    "text", ["ya te lo dije arriba", "para qué querés saber", "i told you already", "eu já disse isso"]
)
def test_a_sentence_is_no_name(text: str) -> None:
    assert naming.is_a_sentence(text, ALL)


@pytest.mark.parametrize(
    "text",
    ["María Luz de los Reyes", "Linda Blanco", "El Negro Pérez", "Mary Hope Still", "Usuario 3 de la caja 2"],
)
def test_a_name_of_common_words_is_no_sentence(text: str) -> None:
    assert not naming.is_a_sentence(text, ALL)
