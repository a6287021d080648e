"""Makes the README's picture of the board and the digest, as a phone shows them in a light and in a dark chat, and the
manual's of the board: `python -m docs.board`. The busy desk in it is made up."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image

from bot.clock.figures.board import Board, Load, Longest, Week
from bot.clock.figures.summary import Against, Kind, Period, Solved, Summary
from bot.language import texts
from bot.pictures import board, digest

HERE = Path(__file__).parent
MANUAL = HERE.parent / "webhook" / "static" / "manual-tablero.png"
PHONE, MARGIN = 400, 24
LIGHT, DARK = "#ffffff", "#17212b"
NOW = datetime(2026, 11, 27, 21, tzinfo=UTC)
DESK = "Sistemas San Antonio"

BUSY = Board(
    desk=DESK,
    at=NOW,
    open=30,
    overdue=3,
    by_level=(3, 7, 11, 7, 2),
    loads=(
        Load(None, (0, 1, 1, 0, 2)),
        Load("Ana Ruiz", (2, 3, 4, 2, 0)),
        Load("Beto Sosa", (1, 2, 4, 2, 0)),
        Load("Caro Díaz", (0, 1, 2, 3, 0)),
    ),
    ages=(14, 9, 5, 2),
    weeks=tuple(
        Week(date(2026, 11, 2) + timedelta(weeks=n), opened, closed)
        for n, (opened, closed) in enumerate(((41, 38), (52, 47), (46, 49), (44, 45)))
    ),
    longest=Longest(121, timedelta(hours=5)),
)
FRIDAY = Summary(
    desk=DESK,
    period=Period(Kind.DAY, NOW - timedelta(days=1), NOW),
    opened=Against(9, 12),
    closed=Against(11, 8),
    waiting=4,
    overdue=3,
    first_answer=Against(timedelta(minutes=24), timedelta(minutes=41)),
    solution=Against(timedelta(hours=3, minutes=10), timedelta(hours=4, minutes=5)),
    technicians=(
        Solved("Ana Ruiz", 5, timedelta(hours=2, minutes=40)),
        Solved("Beto Sosa", 4, timedelta(hours=3, minutes=25)),
        Solved("Caro Díaz", 2, timedelta(hours=5)),
    ),
    categories=(("Impresoras", 4), ("Redes", 3), (None, 2)),
    satisfaction=Against(4.6, 4.4),
)


def main() -> None:
    voice = texts.load(ZoneInfo("America/Argentina/Buenos_Aires")).voice("es_AR")
    drawn = [_on_a_phone(png) for png in (board.draw(BUSY, voice), digest.draw(FRIDAY, voice))]
    drawn[0].save(MANUAL, optimize=True)
    _side_by_side(drawn, (LIGHT, DARK)).save(HERE / "board.png", optimize=True)


def _on_a_phone(png: bytes) -> Image.Image:
    picture = Image.open(BytesIO(png)).convert("RGB")
    return picture.resize((PHONE, picture.height * PHONE // picture.width), Image.Resampling.LANCZOS)


def _side_by_side(pictures: Sequence[Image.Image], grounds: Sequence[str]) -> Image.Image:
    wide, tall = PHONE + 2 * MARGIN, max(picture.height for picture in pictures) + 2 * MARGIN
    whole = Image.new("RGB", (wide * len(pictures), tall))
    for place, (picture, ground) in enumerate(zip(pictures, grounds, strict=True)):
        whole.paste(ground, (place * wide, 0, (place + 1) * wide, tall))
        whole.paste(picture, (place * wide + MARGIN, MARGIN))
    return whole


if __name__ == "__main__":
    main()
