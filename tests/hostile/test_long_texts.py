"""However long and odd a text is, reading it takes no time worth mentioning."""

import time

import pytest

from bot.language import phones, words
from store.folding import fold
from store.people import invitations

MANY = 100_000
TEXTS = {
    "dots": "." * MANY + "a" + "." * MANY + "b",
    "marks in a wrong order": "a" + "\u0315\u0300" * MANY,
    "blanks": "a" + " " * MANY + "b",
    "thanks": "gracias " * MANY,
    "numbers": "1 " * MANY,
    "half codes": "TK ABCDE " * MANY,
    "ligatures": "\ufdfa" * MANY,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_reading_a_long_text_takes_no_time(text: str) -> None:
    began = time.process_time()
    words.chosen(text, ["Cancelar"])
    words.tickets(text.split())
    phones.read(text, "AR", "11")
    fold(text)
    invitations.looks_like(text)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize("number", ["²", "-1", "+1", "1_0", "9" * 19, "9" * 5000, "", " ", "0x1", "1.0", "①"])
def test_what_is_no_number_that_we_gave_is_none(number: str) -> None:
    assert words.whole(number) is None


def test_digits_of_any_script_are_digits() -> None:
    assert words.whole("١٢٣") == 123
