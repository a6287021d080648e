"""Cuts a long text into pieces that a provider takes, marked "(1/3)": between lines or words where possible."""

import unicodedata
from collections.abc import Iterator

MARK = len("(999/999) ")
CHARACTER = 2  # the most that one counts: in less room a text would never be used up


def utf16(text: str) -> int:
    """The length as Telegram's and WhatsApp's apps count it: an emoji outside the basic plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> list[str]:
    """The text itself where it fits, else its pieces with their marks; without the marks they are the text again."""
    if utf16(text) <= limit:
        return [text]
    pieces = list(_pieces(text, max(limit - MARK, CHARACTER)))
    return [f"({place}/{len(pieces)}) {piece}" for place, piece in enumerate(pieces, 1)]


def shorten(text: str, limit: int) -> str:
    """The text itself where it fits, else its beginning and «…»."""
    if utf16(text) <= limit:
        return text
    return text[: _longest(text, max(limit - 1, CHARACTER))].rstrip() + "…"


def _pieces(text: str, limit: int) -> Iterator[str]:
    while utf16(text) > limit:
        end = _break_before(text, _longest(text, limit))
        yield text[:end]
        text = text[end:]
    yield text


def _longest(text: str, limit: int) -> int:
    """How many characters fit. Starts from as many as the limit, since none counts less than one."""
    end = min(limit, len(text))
    while (over := utf16(text[:end]) - limit) > 0:
        end -= (over + 1) // 2
    return end


def _break_before(text: str, end: int) -> int:
    """Where to cut: after the last line of the second half, else its last word, else between two characters."""
    for space in ("\n", " "):
        found = text.rfind(space, end // 2, end)
        if found >= 0:
            return found + 1
    apart = end
    while apart > end // 2 and _belongs_together(text[apart - 1], text[apart : apart + 1]):
        apart -= 1
    return apart if apart > end // 2 else end


def _belongs_together(before: str, after: str) -> bool:
    """An accent with its letter, the parts of a joined emoji, an emoji with its skin, the two letters of a flag."""
    return (
        before == "\u200d"
        or after == "\u200d"
        or unicodedata.category(after or "a") in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or ("\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff")
    )
