"""A contact's card is read from a vCard of any version, whatever else it holds."""

import pytest

from bot.channels import shared

WITH_PICTURE = """BEGIN:VCARD
VERSION:3.0
N:Sosa;Pedro;;;
FN:Pedro\\, Sosa
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQ
 AAAQABAAD/2w==
TEL;type=CELL:+54 9 11 8765-4321
item1.TEL:4444-5555
TEL:4444-5555
EMAIL:pedro@example.com
END:VCARD"""
QUOTED = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=4E=C3=BA=C3=B1=
=65z;Jos=C3=A9
TEL;CELL:1187654321
END:VCARD"""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (WITH_PICTURE, ["Pedro, Sosa\n+54 9 11 8765-4321\n4444-5555\npedro@example.com"]),
        (QUOTED, ["José Núñez\n1187654321"]),
        (f"{QUOTED}\r\n{QUOTED}", ["José Núñez\n1187654321"] * 2),
        ("BEGIN:VCARD\nORG:La Cabaña\nTEL;VALUE=uri:tel:+5491187654321\nEND:VCARD", ["La Cabaña\n+5491187654321"]),
        ("BEGIN:VCARD\nEND:VCARD", []),
        ("no card", []),
    ],
)  # fmt: skip
def test_a_card_in_words(content: str, words: list[str]) -> None:
    assert [card.words for card in shared.cards(content.encode())] == words
