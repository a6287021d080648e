"""A sheet to draw on from top to bottom: headings, big figures, bars; 800 pixels wide, to be legible at 400.

Its ground is light and opaque, so it reads the same in a dark chat. No meaning is carried by a colour alone: each bar
has its number, each colour its word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parent / "fonts"
WIDTH, MARGIN, TALLEST = 800, 40, 6000
GROUND, CARD, INK, SOFT, LINE = "#f3f2ee", "#ffffff", "#1c1d21", "#565a63", "#dcdad3"
SMALL, BODY, HEADING = 26, 30, 38
FIGURES = (64, 54, 44, 36)  # the first that fits
BAR, GAP = 40, 18


@dataclass(frozen=True)
class Part:
    """A piece of a bar, and the colour of what is written on it."""

    amount: int
    colour: str
    ink: str = CARD


@dataclass(frozen=True)
class Figure:
    """A big number, what it counts, and what it is held against (empty: nothing)."""

    number: str
    what: str
    against: str = ""
    colour: str = INK


class Sheet:
    def __init__(self) -> None:
        self._image = Image.new("RGB", (WIDTH, TALLEST), GROUND)
        self._draw = ImageDraw.Draw(self._image)
        self._y = MARGIN

    def title(self, text: str, below: str) -> None:
        self._line(text, HEADING, bold=True)
        self._line(below, SMALL, colour=SOFT)
        self._y += GAP

    def heading(self, text: str) -> None:
        self._y += GAP
        self._draw.line((MARGIN, self._y, WIDTH - MARGIN, self._y), LINE, 2)
        self._y += GAP
        self._line(text, BODY, bold=True)
        self._y += 8

    def sentence(self, text: str) -> None:
        self._line(text, BODY, colour=SOFT)

    def figures(self, figures: Sequence[Figure]) -> None:
        """Side by side, each on a card; two in a row where more leave no room for their words."""
        if not figures:
            return
        width = (WIDTH - 2 * MARGIN - GAP * (len(figures) - 1)) // len(figures)
        inner = width - 40
        if len(figures) > 2 and _widest(figures) > inner:
            self.figures(figures[:2])
            self.figures(figures[2:])
            return
        size = _largest([figure.number for figure in figures], inner)
        height = 156 + (34 if any(figure.against for figure in figures) else 0)
        for place, figure in enumerate(figures):
            left = MARGIN + place * (width + GAP)
            self._draw.rounded_rectangle((left, self._y, left + width, self._y + height), 18, CARD, LINE, 2)
            top = self._y + 10 + (FIGURES[0] - size) // 2
            self._write(left + 20, top, figure.number, size, inner, bold=True, colour=figure.colour)
            self._write(left + 20, self._y + 100, figure.what, SMALL, inner, colour=SOFT)
            self._write(left + 20, self._y + 140, figure.against, SMALL - 3, inner, colour=SOFT)
        self._y += height + GAP

    @property
    def half(self) -> int:
        """How wide each of two is that stand side by side."""
        return (WIDTH - 2 * MARGIN - GAP) // 2

    def pictures(self, pictures: Sequence[tuple[str, Image.Image]]) -> None:
        """Two in a row, each with its name below."""
        for first in range(0, len(pictures), 2):
            row = pictures[first : first + 2]
            for left, (name, picture) in zip((MARGIN, MARGIN + self.half + GAP), row, strict=False):
                self._image.paste(picture, (left, self._y))
                self._write(left, self._y + picture.height, name, BODY, self.half, bold=True)
            self._y += max(picture.height for _, picture in row) + round(BODY * 1.45) + GAP

    def legend(self, items: Sequence[tuple[str, str]]) -> None:
        """The word of each colour, in as many lines as it takes."""
        left = MARGIN
        for word, colour in items:
            wide = 34 + _width(word, SMALL) + 28
            if left + wide > WIDTH - MARGIN and left > MARGIN:
                left, self._y = MARGIN, self._y + 40
            self._draw.rounded_rectangle((left, self._y + 8, left + 24, self._y + 32), 6, colour)
            self._write(left + 34, self._y, word, SMALL, WIDTH)
            left += wide
        self._y += 40 + GAP

    def bars(self, rows: Sequence[tuple[str, Sequence[Part], str]]) -> None:
        """A name, its bar, and what it says at the end; the longest bar takes all the room there is."""
        most = max((sum(part.amount for part in parts) for _, parts, _ in rows), default=0)
        ends = max((_width(end, BODY, bold=True) for *_, end in rows), default=0)
        room = WIDTH - 2 * MARGIN - ends - 16
        for name, parts, end in rows:
            self._line(name, SMALL, colour=INK)
            reached = self._bar(parts, most, room)
            self._write(reached + 14, self._y - 3, end, BODY, WIDTH - MARGIN - reached, bold=True)
            self._y += BAR + GAP

    def pair(self, name: str, first: Part, second: Part, most: int) -> None:
        """Two bars of one name, one beneath the other; `most` is the amount that takes all the room there is."""
        beside = 110
        for place, part in enumerate((first, second)):
            if place == 0:
                self._write(MARGIN, self._y + BAR // 2, name, SMALL, beside)
            reached = self._bar([part], most, WIDTH - 2 * MARGIN - beside - 110, MARGIN + beside)
            self._write(reached + 14, self._y - 3, str(part.amount), BODY, 110, bold=True)
            self._y += BAR + 4
        self._y += GAP

    def png(self) -> bytes:
        made = BytesIO()
        self._drawn().save(made, "PNG", optimize=True)
        return made.getvalue()

    def pdf(self) -> bytes:
        """One page, eight centimetres wide."""
        made = BytesIO()
        self._drawn().save(made, "PDF", resolution=254)
        return made.getvalue()

    def _drawn(self) -> Image.Image:
        return self._image.crop((0, 0, WIDTH, min(self._y + MARGIN, TALLEST)))

    def _bar(self, parts: Sequence[Part], most: int, room: int, left: int = MARGIN) -> int:
        """Draws it and returns where it ends; what is there is seen, however little."""
        for part in parts:
            if part.amount:
                wide = max(10, round(part.amount / most * room))
                self._draw.rectangle((left, self._y, left + wide - 2, self._y + BAR), part.colour)
                if len(parts) > 1 and _width(str(part.amount), SMALL) + 16 <= wide:
                    self._write(left + 8, self._y + 1, str(part.amount), SMALL, wide, colour=part.ink)
                left += wide
        return left

    def _line(self, text: str, size: int, *, bold: bool = False, colour: str = INK) -> None:
        self._write(MARGIN, self._y, text, size, WIDTH - 2 * MARGIN, bold=bold, colour=colour)
        self._y += round(size * 1.45)

    def _write(
        self, x: int, y: int, text: str, size: int, room: int, *, bold: bool = False, colour: str = INK
    ) -> None:
        self._draw.text((x, y), _fitted(text, size, room, bold), colour, _font(size, bold))


def _widest(figures: Sequence[Figure]) -> int:
    """Of the words beneath their numbers."""
    return max(max(_width(figure.what, SMALL), _width(figure.against, SMALL - 3)) for figure in figures)


def _largest(texts: Sequence[str], room: int) -> int:
    """The largest size of FIGURES at which all of them fit."""
    return next(
        (size for size in FIGURES if all(_width(text, size, bold=True) <= room for text in texts)),
        FIGURES[-1],
    )


def _fitted(text: str, size: int, room: int, bold: bool) -> str:
    """As much of it as there is room for; what the font cannot draw is left out."""
    drawn = " ".join("".join(filter(_is_drawn, text)).split())
    if _width(drawn, size, bold=bold) <= room:
        return drawn
    while drawn and _width(drawn + "…", size, bold=bold) > room:
        drawn = drawn[:-1]
    return drawn.rstrip() + "…"


def _is_drawn(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in _DRAWN)


_DRAWN = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x3FF), (0x400, 0x45F), (0x1E00, 0x1EFF),
    (0x2010, 0x2026), (0x2030, 0x203A), (0x20AC, 0x20AC), (0x2190, 0x2193), (0x2212, 0x2212),
)  # fmt: skip
"""What the fonts beside this file were cut down to."""


def _width(text: str, size: int, *, bold: bool = False) -> int:
    return round(_font(size, bold).getlength(text))


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"NotoSans-{'Bold' if bold else 'Regular'}.ttf"), size)
