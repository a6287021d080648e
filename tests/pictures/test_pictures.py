"""The pictures of the desk say what the figures say, whatever these are, in every language."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from bot.clock.figures.board import Board, Load, Longest, Week
from bot.clock.figures.summary import Against, Kind, Period, Solved, Summary
from bot.language import texts
from bot.pictures import board, digest, sheet

NOW = datetime(2026, 11, 27, 18, tzinfo=UTC)
WORDS = texts.load(ZoneInfo("America/Argentina/Buenos_Aires"))
EMPTY = Board("Sistemas San Antonio", NOW, 0, 0, (0,) * 5, (), (0,) * 4, (), None)


def busy(technicians: int, each: int) -> Board:
    names = [
        None,
        "Ñusta 😀 Quispe",
        "Diego Fernández de la Cruz y Álvarez Thomas del Río de la Plata",
        "日本",
    ]
    loads = [Load(name, (each,) * 5) for name in [*names, *(f"Técnico {n}" for n in range(technicians))]]
    total = sum(load.total for load in loads)
    weeks = tuple(Week(date(2026, 11, 2) + timedelta(weeks=n), total, n) for n in range(4))
    levels = (each * len(loads),) * 5
    return replace(
        EMPTY, open=total, overdue=total, by_level=levels, loads=tuple(loads), ages=(total, 0, 0, 0), weeks=weeks,
        longest=Longest(121, timedelta(days=40)),
    )  # fmt: skip


def day(n: int) -> Summary:
    period = Period(Kind.DAY, NOW - timedelta(days=1), NOW)
    took = timedelta(hours=n, minutes=59)
    solved = tuple(Solved(f"Técnico {k}" if k else None, n, took) for k in range(min(n, 40)))
    categories = tuple((f"Categoría {k}" if k else None, n) for k in range(min(n, 40)))
    return Summary("Mesa", period, Against(n, n), Against(n, 0), n, n, Against(took, took), Against(took, None), solved,
                   categories)  # fmt: skip


def opened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    image.load()
    return image


@pytest.mark.parametrize("language", ["es_AR", "en"])
@pytest.mark.parametrize("shown", [EMPTY, busy(0, 0), busy(1, 1), busy(60, 3000)])
def test_the_board_fits_a_phone_whatever_it_shows(shown: Board, language: str) -> None:
    image = opened(board.draw(shown, WORDS.voice(language)))
    assert (image.format, image.width) == ("PNG", sheet.WIDTH)
    assert 200 < image.height < 3200


@pytest.mark.parametrize("language", ["es_AR", "en"])
@pytest.mark.parametrize("told", [day(0), day(1), day(3000)])
def test_so_does_the_digest(told: Summary, language: str) -> None:
    image = opened(digest.draw(told, WORDS.voice(language)))
    assert (image.format, image.width) == ("PNG", sheet.WIDTH)
    assert 150 < image.height < 3200


def test_nothing_is_written_beyond_the_margin() -> None:
    image = opened(board.draw(busy(60, 3000), WORDS.voice("es_AR"))).convert("RGB")
    beyond = image.crop((sheet.WIDTH - sheet.MARGIN // 2, 0, sheet.WIDTH, image.height))
    assert beyond.getcolors() == [(beyond.width * beyond.height, (0xF3, 0xF2, 0xEE))]


def test_cards_with_no_room_for_their_words_stand_two_in_a_row() -> None:
    def height(figure: sheet.Figure) -> int:
        drawn = sheet.Sheet()
        drawn.figures([figure] * 3)
        return opened(drawn.png()).height

    short, long = (sheet.Figure("1 h", what, "antes: 2 h") for what in ("solución", "primera respuesta"))
    assert height(long) > 1.5 * height(short)
