"""What is typed meets what was written, in whatever form of the word."""

import time
import unicodedata

import pytest

from store.words import excerpts, tokens
from tests.hostile.test_long_texts import TEXTS

MEET = """
impresora impresoras IMPRESORA
imprime imprimir imprimió imprimio imprimía imprimiendo imprimieron
reparación reparacion REPARACIONES reparar
camión camiones camion
gotea goteando gotear
luz luces
red redes
cañería canerias
perdida pérdidas perdí perdio perdieron
tóner toner toners
escáner escaner escáneres
contraseña contrasena contraseñas
facturación facturas facturar
niño nino niños
conexión conexiones conexion
printer printers printing printed
"""
APART = [
    ("cable", "caja"),
    ("impresora", "empresa"),
    ("mouse", "monitor"),
    ("red", "reloj"),
    ("pan", "pantalla"),
]


@pytest.mark.parametrize("forms", MEET.split("\n")[1:-1])
def test_forms_of_a_word_meet(forms: str) -> None:
    assert len({tokens.stem(word) for word in forms.split()}) == 1


@pytest.mark.parametrize("pair", APART)
def test_different_words_do_not(pair: tuple[str, str]) -> None:
    assert len({tokens.stem(word) for word in pair}) == 2


SPELLINGS = ("+54 9 11 4444-5555", "011 15-4444-5555", "4444 5555", "(11) 4444.5555", "5491144445555")


@pytest.mark.parametrize("typed", SPELLINGS)
@pytest.mark.parametrize("kept", SPELLINGS)
def test_spellings_of_a_number_meet(kept: str, typed: str) -> None:
    (term,) = tokens.wanted(typed)
    assert set(term) & set(tokens.of(f"llamar al {kept}, gracias"))


def test_a_local_mobile_meets_its_international_spelling() -> None:
    (term,) = tokens.wanted("02944 15-42-1234")
    assert set(term) & set(tokens.of("+5492944421234"))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_long_text_takes_no_time(text: str) -> None:
    began = time.process_time()
    tokens.of(text)
    tokens.wanted(text[:200])
    assert time.process_time() - began < 2


def test_accents_after_their_letters_are_accents() -> None:
    assert tokens.of(unicodedata.normalize("NFD", "la reparación")) == tokens.of("la reparación")


def test_the_part_with_the_words_is_shown_on_one_line() -> None:
    text = "Buenas. " * 30 + "No anda la impresora\nde la caja 2. " + "Gracias. " * 30
    shown = excerpts.matching([text, "otra cosa"], [("impresor",), ("caj",)])
    assert "No anda la impresora de la caja 2." in shown
    assert shown.startswith("…") and shown.endswith("…") and len(shown) < 130


def test_a_word_at_the_end_is_shown_with_what_stands_before_it() -> None:
    shown = excerpts.matching(["x" * 100 + "a la impresora"], [("impresor",)])
    assert shown.endswith("la impresora")
    assert excerpts.matching(["y" * 60 + "-impresora"], [("impresor",)]).endswith("impresora")


def test_words_in_different_texts_are_all_shown() -> None:
    shown = excerpts.matching(["la impresora", "Marta Gómez"], tokens.wanted("gomez impresoras"))
    assert shown == "la impresora · Marta Gómez"


def test_of_the_first_text_the_beginning_is_shown_where_the_words_stand_in_others() -> None:
    wanted = tokens.wanted("gomez")
    assert excerpts.matching(["no imprime", "Marta Gómez", "x"], wanted) == "no imprime · Marta Gómez"
    shown = excerpts.matching(["no imprime la caja dos desde ayer a la tarde", "Marta Gómez"], wanted)
    assert shown == "no imprime la caja dos desde ayer a la t… · Marta Gómez"
