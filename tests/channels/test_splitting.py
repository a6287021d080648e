"""A long text is cut into pieces that hold all of it, whatever the room."""

import pytest

from bot.channels.splitting import MARK, cut, shorten, utf16

TEXT = "¿Cuál de estas? 👩‍🔧 " * 20


@pytest.mark.parametrize("limit", [-20, 0, MARK, MARK + 1, MARK + 2, 40])
def test_whatever_the_room_the_pieces_are_the_text(limit: int) -> None:
    assert "".join(piece.partition(") ")[2] for piece in cut(TEXT, limit)) == TEXT


@pytest.mark.parametrize("limit", range(3, 60))
def test_what_is_shortened_fits_and_says_so(limit: int) -> None:
    said = shorten(TEXT, limit)
    assert utf16(said) <= limit and said.endswith("…") and TEXT.startswith(said[:-1])


def test_what_fits_stays_as_it_is() -> None:
    assert shorten(TEXT, utf16(TEXT)) == TEXT
