"""A sticker: what to do, where it hangs, and a code for each channel."""

from collections.abc import Sequence

from bot.pictures import codes
from bot.pictures.sheet import Sheet

KINDS = ("png", "pdf")


def draw(desk: str, place: str, invites: str, links: Sequence[tuple[str, str]], kind: str) -> bytes:
    """A file of one of KINDS. links: the name of a channel, and where its code leads."""
    sheet = Sheet()
    sheet.title(place or desk, desk if place else "")
    sheet.sentence(invites)
    sheet.pictures([(name, codes.picture(link, sheet.half)) for name, link in links])
    return sheet.pdf() if kind == "pdf" else sheet.png()
