"""Telephone numbers as people here type them, as WhatsApp spells them, and as they are shown."""

import pytest

from bot.language import phones

MOBILE, LANDLINE, CENTRE = "+5491123456789", "+541123456789", "+541144445555"


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("011 15-2345-6789", MOBILE),
        ("011 15 2345 6789", MOBILE),
        ("11 15 2345-6789", MOBILE),
        ("15-2345-6789", MOBILE),
        ("15 2345 6789", MOBILE),
        ("1523456789", MOBILE),
        ("9 11 2345 6789", MOBILE),
        ("+54 9 11 2345-6789", MOBILE),
        ("+54 (9) 11 2345-6789", MOBILE),
        ("+54 11 15 2345-6789", MOBILE),
        ("5491123456789", MOBILE),
        ("0054 9 11 2345 6789", MOBILE),
        ("whatsapp:+5491123456789", MOBILE),
        ("٠١١ ١٥ ٢٣٤٥-٦٧٨٩", MOBILE),
        ("０１１ 15 2345\u200b-\u20606789", MOBILE),
        ("11-2345-6789", LANDLINE),
        ("1123456789", LANDLINE),
        ("+54 11 2345 6789", LANDLINE),
        ("2345-6789", LANDLINE),
        ("11-1111-1111", "+541111111111"),
        ("4444-5555", CENTRE),
        ("(011)4444-5555", CENTRE),
        ("54 11 4444 5555", CENTRE),
        ("(0351) 15-555-1234", "+5493515551234"),
        ("0351 15 123 4567", "+5493511234567"),
        ("351/4567890", "+543514567890"),
        ("02323 15 421234", "+5492323421234"),
        ("2323 421234", "+542323421234"),
        ("0800-555-1234", "+548005551234"),
        ("+598 99 123 456", "+59899123456"),
        ("+1 415 523 8886", "+14155238886"),
    ],
)
def test_any_usual_spelling_is_one_number(typed: str, e164: str) -> None:
    assert phones.read(typed, "AR", "11") == phones.Phone(e164, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "4444-5555 int 12 / 11 2345-6789",
        "4444-5555x12",
        "4444-5555/6666-7777",
        "4444-5555 6666-7777",
        "tel: 4444 5555 (recepción)",
        "1º piso 4444-5555",
        "juan@cabana.com.ar, 4444-5555",
        "  4444-5555 o 15-2222-3333\n",
    ],
)
def test_extensions_and_second_numbers_stay_in_what_was_typed(typed: str) -> None:
    assert phones.read(typed, "AR", "11") == phones.Phone(CENTRE, typed.strip())


@pytest.mark.parametrize(
    "typed",
    ["", "Marta", "no tengo", "911", "12345", "1", "*123#", "juan1122334455@gmail.com", "SN12345678",
     "el 3 de mayo de 2024", "11 2345", "2" * 40, "+", "()-/", "+999 12 34", "¹²³"],
)  # fmt: skip
def test_nonsense_is_no_number(typed: str) -> None:
    assert phones.read(typed, "AR", "11") is None


def test_the_area_code_is_the_desks() -> None:
    assert phones.read("456-7890", "AR", "351") == phones.Phone("+543514567890", "456-7890")
    assert phones.read("15 456-7890", "AR", "351") == phones.Phone("+5493514567890", "15 456-7890")
    assert phones.read("4444-5555", "AR", "") is None


def test_another_country_reads_its_own_way() -> None:
    assert phones.read("099 123 456", "UY", "") == phones.Phone("+59899123456", "099 123 456")
    assert phones.read("555-1234", "US", "212") == phones.Phone("+12125551234", "555-1234")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (MOBILE, LANDLINE),
        ("+5215512345678", "+525512345678"),
        ("+5541988887777", "+554188887777"),
    ],
)
def test_a_number_has_two_spellings_its_own_first(one: str, other: str) -> None:
    assert phones.candidates(one) == (one, other)
    assert phones.candidates(other) == (other, one)


def test_other_numbers_have_one_spelling() -> None:
    assert phones.candidates("+14155238886") == ("+14155238886",)
    assert phones.candidates("+551144445555") == ("+551144445555",)  # a landline has no ninth digit


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        (MOBILE, "11 2345-6789"),
        (CENTRE, "11 4444-5555"),
        ("+5493515551234", "351 555-1234"),
        ("+548005551234", "0800-555-1234"),
        ("+59899123456", "+598 99 123 456"),
        ("AR.2081978709342942", "AR.2081978709342942"),
        ("+999123456", "+999123456"),
    ],
)
def test_a_number_is_shown_as_people_write_it(e164: str, shown: str) -> None:
    assert phones.show(e164, "AR") == shown
