"""A message is cut to Twilio's limit before it is kept, its choices included."""

import pytest

from bot.channels.messages import Option, Outbound
from bot.channels.splitting import utf16
from bot.channels.whatsapp.parts import TEXT, numbered, parts


@pytest.mark.parametrize("text", ["¿Cuál de estas?", "¿Cuál de estas? " * 200])
@pytest.mark.parametrize("choices", [1, 3, 8, 12, 100])
@pytest.mark.parametrize("label", [2, 80, 160, 1000])
def test_whatever_the_choices_all_fits(text: str, choices: int, label: int) -> None:
    options = tuple(Option(f"{place} {'😀' * label}", f"x:{place}") for place in range(choices))
    rows = parts(Outbound(0, "whatsapp:+5491140000000", text=text, options=options))
    assert all(utf16(row.text + numbered(row.options)) <= TEXT for row in rows)
    assert [option.data for option in rows[-1].options] == [option.data for option in options]
    assert len(rows) < 20
