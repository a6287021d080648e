"""`ticketero qr`: the codes that a sticker shows, to be scanned from where the problem is."""

from collections.abc import Iterator
from pathlib import Path

import segno

from bot.admin import addresses
from bot.admin.trouble import Trouble
from bot.desk import Desk
from bot.language import stickers
from bot.pictures import sticker
from bot.pictures.sticker import Code
from store.errors import Refused
from store.people import people

KINDS = {".png": "PNG", ".pdf": "PDF"}


def show(desk: Desk, place: str) -> Iterator[str]:
    """A link and its code for each channel, for a terminal. Raises Trouble."""
    for code in _codes(desk, _one_line(place)):
        yield f"{code.label}  {code.link}"
        yield addresses.as_blocks(code.link)


def write(desk: Desk, place: str, file: Path) -> Iterator[str]:
    """The sticker, as a picture or to print. Raises Trouble."""
    kind = KINDS.get(file.suffix.lower())
    if kind is None:
        raise Trouble(f"{file}: a sticker is a .png or a .pdf")
    codes = list(_codes(desk, _one_line(place)))
    voice = desk.texts.voice(desk.settings.desk.language)
    made = sticker.draw(desk.settings.desk.name, place, voice("sticker_invites"), codes, kind)
    try:
        file.write_bytes(made)
    except OSError as error:
        raise Trouble(f"{file}: {error.strerror}") from None
    yield from (f"{code.label}  {code.link}" for code in codes)
    yield f"The sticker is in {file}."


def _one_line(place: str) -> str:
    try:
        line = people.one_line(place, "place") if place else ""
    except Refused as refused:
        raise Trouble(f"the place cannot be used: {refused.key}") from None
    if len(line.encode()) > stickers.MOST_BYTES:
        raise Trouble(f"the place is longer than {stickers.MOST_BYTES} bytes, which is what a code can carry")
    return line
