"""Numbers and labels as people type them: on keys, in brackets, of full width, with what nobody sees beside them."""

import pytest

from bot.language import words

LABELS = ["Nuevo ticket", "Mis tickets", "Ayuda"]
TWO = [
    "2", " 2 ", "2.", "2)", "(2)", "2-", "2,", "*2*", "- 2", "2️⃣", "２", "②", "٢", "\u200b2", "2\ufeff",
    "\u200e2\u200f", "«2»", "2!", "2. Mis tickets", "2) mis tickets", "2️⃣ Mis tickets", "mis\u200b tickets",
]  # fmt: skip


@pytest.mark.parametrize("typed", TWO)
def test_a_place_in_a_list_however_it_is_typed(typed: str) -> None:
    assert words.chosen(typed, LABELS) == 1


@pytest.mark.parametrize("typed", ["#2", "2 3", "2.5", "4", "2. Ayuda", "dos", "2x", "²x", "", "½", "2" * 99])
def test_what_is_no_place_in_a_list(typed: str) -> None:
    assert words.chosen(typed, LABELS) is None


@pytest.mark.parametrize("typed", ["#121", "#１２１", "＃121", "\u200b#121", "#1️⃣2️⃣1️⃣", "\ufeff #121"])
def test_a_ticket_is_addressed_however_its_digits_look(typed: str) -> None:
    assert words.addressed(typed) == (121, "")
    assert words.addressed(f"{typed}: no anda ２") == (121, "no anda ２")


def test_ticket_numbers_are_told_from_words() -> None:
    typed = "121 #122, (123) １２４ 1️⃣2️⃣5️⃣ ana 2a"
    assert words.tickets(typed.split()) == ([121, 122, 123, 124, 125], ["ana", "2a"])


def test_a_command_after_what_nobody_sees() -> None:
    assert words.command("\u200e/cerrar １２１ listo\u200b.") == ("cerrar", "１２１ listo\u200b.")
