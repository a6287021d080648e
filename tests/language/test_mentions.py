"""Whom a text names: by whole words of a name, never by its little words alone."""

import pytest

from bot.language import mentions
from bot.language.mentions import Known, Mention

EVERYBODY = [
    Known(1, "Marta Gómez", "LA CABAÑA S.A."),
    Known(2, "Juan Pérez", "Norte SA"),
    Known(3, "Juan Pérez", "Sur SRL"),
    Known(4, "María de los Ángeles", ""),
    Known(5, "Luz Díaz", "Internet"),
    Known(6, "La Cabaña", ""),
    Known(7, "Pablo Ruiz", "Ruiz Hnos."),
    Known(8, "Caja 3", ""),
]


def named(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(text[each.start : each.end], each.ids) for each in mentions.find(text, EVERYBODY)]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("a marta no le anda el mouse", [("marta", (1,))]),
        ("para gómez: no anda", [("gómez", (1,))]),
        ("gomez marta no imprime", [("gomez marta", (1,))]),
        ("para Marta Gomez, la cabaña, no anda", [("Marta Gomez, la cabaña", (1,))]),
        ("marta la impresora no imprime", [("marta", (1,))]),
        ("marta a la tarde se queda sin internet", [("marta", (1,)), ("internet", (5,))]),
        ("pablo ruiz de Ruiz Hnos, no le anda", [("pablo ruiz de Ruiz Hnos", (7,))]),
        ("para juan perez", [("juan perez", (2, 3))]),
        ("para juan perez sur srl no anda", [("juan perez sur srl", (3,))]),
        ("en norte sa no hay nadie", [("norte sa", (2,))]),
        ("es de los angeles", [("angeles", (4,))]),
        ("la impresora de la entrada", []),
        ("no anda el martillo de la sala 3", []),
        ("pablo llamó, es para marta", [("pablo", (7,)), ("marta", (1,))]),
        ("", []),
    ],
)
def test_a_text_names_people_in_whole_words(text: str, who: list[tuple[str, tuple[int, ...]]]) -> None:
    assert named(text) == who


def first(text: str) -> Mention:
    return mentions.find(text, EVERYBODY)[0]


@pytest.mark.parametrize(
    "text",
    [
        "marta, no anda",
        "a marta: no anda",
        "marta que no le anda",
        "marta gomez no anda",
        "para marta",
        "marta\nno anda",
    ],
)
def test_where_a_name_ends_is_plain(text: str) -> None:
    assert first(text).plain and first(text).leads


@pytest.mark.parametrize(
    "text",
    ["marta no puede entrar", "luz no anda", "luz: no anda", "internet: no anda", "la cabaña, no anda"],
)
def test_where_a_word_may_be_part_of_the_problem_it_is_not(text: str) -> None:
    assert not first(text).plain or len(first(text).ids) > 1


@pytest.mark.parametrize("text", ["no hay luz", "no, pablo no", "la impresora de marta", "urgente marta"])
def test_what_comes_after_other_words_does_not_lead(text: str) -> None:
    assert not first(text).leads
