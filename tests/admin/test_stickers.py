"""`ticketero qr`: links that begin a ticket from a place, on the terminal, as a picture, to print."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image

from bot.language import stickers
from bot.pictures import codes
from bot.pictures.sheet import MARGIN, Sheet
from tests.admin.terminal import Say, on_sqlite
from tests.fakes.telegram import FakeTelegram

pytestmark = on_sqlite
SAID = quote("Nuevo ticket desde Caja 2")


@pytest.fixture
def channels(telegram: FakeTelegram) -> dict[str, str]:
    return {
        "TICKETERO_TELEGRAM__TOKEN": telegram.token,
        "TICKETERO_TELEGRAM__API_URL": telegram.url,
        "TICKETERO_TELEGRAM__WEBHOOK_SECRET": "s3cret",
        "TICKETERO_WHATSAPP__ACCOUNT_SID": "AC" + "0" * 32,
        "TICKETERO_WHATSAPP__AUTH_TOKEN": "t" * 32,
        "TICKETERO_WHATSAPP__FROM": "whatsapp:+5491100000000",
    }


def test_a_terminal_shows_a_link_and_a_code_for_each_channel(say: Say, channels: dict[str, str]) -> None:
    shown = say("qr", "--place", "Caja 2", environ=channels).stdout
    assert re.search(rf"https://t\.me/\w+\?start={stickers.payload('Caja 2')}\n", shown)
    assert f"https://wa.me/5491100000000?text={SAID}\n" in shown
    assert f"https://desk.example/chat?text={SAID}\n" in shown
    assert all(codes.blocks(link) in shown for link in re.findall(r"https://\S+", shown))


def test_a_sticker_is_a_picture_that_holds_the_codes(
    say: Say, channels: dict[str, str], tmp_path: Path
) -> None:
    say("qr", "--place", "Caja 2", "--out", "caja2.png", environ=channels)
    code = codes.picture(f"https://desk.example/chat?text={SAID}", Sheet().half)
    with Image.open(tmp_path / "caja2.png") as sticker:
        assert _holds(sticker.convert("RGB"), code)


def _holds(sheet: Image.Image, code: Image.Image) -> bool:
    """Whether the code is there to the pixel, at the left edge of the sheet's content."""
    wide, tall = code.size
    return any(
        sheet.crop((MARGIN, top, MARGIN + wide, top + tall)).tobytes() == code.tobytes()
        for top in range(sheet.height - tall)
    )


def test_a_sticker_to_print_is_a_page(say: Say, tmp_path: Path) -> None:
    say("qr", "--out", "mesa.pdf")
    assert (tmp_path / "mesa.pdf").read_bytes().startswith(b"%PDF")


def test_a_token_that_is_refused_takes_no_other_channel_away(say: Say, channels: dict[str, str]) -> None:
    refused = channels | {"TICKETERO_TELEGRAM__TOKEN": "4242:AA-revoked"}
    shown = say("qr", "--place", "Caja 2", "--out", "caja2.png", environ=refused, fails=True)
    assert f"https://wa.me/5491100000000?text={SAID}\n" in shown.stdout
    assert "The sticker is in caja2.png." in shown.stdout
    assert re.match(r"Error: Some channels are not on it:\n  telegram: .+\n\Z", shown.stderr)


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("--place", "x" * 46), "the place is too long"),
        (("--place", "a\x07b"), "the place must be one line"),
        (("--out", "sticker.gif"), ".png or .pdf"),
        (("--out", "nowhere/sticker.png"), "No such file"),
    ],
)
def test_what_makes_no_sticker_is_one_line(say: Say, args: tuple[str, ...], why: str) -> None:
    refused = say("qr", *args, fails=True)
    assert why in refused.stderr
    assert refused.stderr.count("\n") == 1
