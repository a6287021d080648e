"""A sticker's code says where somebody is, and never who."""

import re
from zoneinfo import ZoneInfo

import pytest

from bot.language import stickers, texts
from tests.harness.transcripts import Conversation, on_telegram

TEXTS = texts.load(ZoneInfo("UTC"))
PLACE = "Caja 2, piso 1º"
SAID = f"Nuevo ticket desde {PLACE}"

FROM_THE_STICKER = f"""
    > {SAID}
    < ¿Quién tiene el problema? … (1/4)
    > yo
    > [Omitir]
    < Contame el problema… (3/4)
    > No imprime
    > [Omitir]
    < Fijate si está bien: …
      Problema reportado: {PLACE}:
      No imprime …
    > [Confirmar]
    < Listo, abrí el Ticket 1. …
    Julia < …
"""


def test_who_scans_it_begins_a_ticket_with_the_place(chat: Conversation) -> None:
    chat(FROM_THE_STICKER)
    ticket = chat.desk.ticket(1)
    assert ticket["problem"] == f"{PLACE}:\nNo imprime"


@on_telegram
def test_a_link_to_the_bot_says_the_same(chat: Conversation) -> None:
    chat(FROM_THE_STICKER.replace(SAID, f"/start {stickers.payload(PLACE)}"))
    assert chat.desk.ticket(1)["problem"] == f"{PLACE}:\nNo imprime"


@pytest.mark.parametrize("place", ["", "Caja 2", "Ñandú «3» 🖨", "x" * stickers.MOST_BYTES])
def test_a_place_comes_back_from_what_telegram_carries(place: str) -> None:
    payload = stickers.payload(place)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    assert stickers.said(TEXTS, f"/start {payload}") == (place, "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nuevo ticket desde caja 2: no anda", ("caja 2", "no anda")),
        ("New ticket from Till 2\nno ink\n", ("Till 2", "no ink")),
        ("/start p_%%%", None),
        ("/start p_____", ("", "")),
        ("/start", None),
        ("/start TK-AAAAA-BBBBB", None),
        ("Nuevo ticket", None),
        ("Nuevo ticket desde " + "x" * 80, None),
        ("no anda la caja 2", None),
    ],
)
def test_what_is_no_sticker_is_plain_talk(text: str, found: tuple[str, str] | None) -> None:
    assert stickers.said(TEXTS, text) == found
