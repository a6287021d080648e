"""What a sticker's code makes whoever scans it say: «Nuevo ticket desde Caja 2»; where a link carries signs alone, the
place in letters and digits.

It says where somebody is and never who: anybody may scan it.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache

from bot.language import words
from bot.language.texts import Texts

MOST_BYTES = 45
"""Of a place: Telegram carries 64 signs, and four of them hold three bytes."""
LONGEST = 80
_MARK = "p_"
_PAYLOAD = re.compile(rf"/start\s+{_MARK}([A-Za-z0-9_-]{{0,62}})\s*")


def payload(place: str) -> str:
    """For a link to a Telegram bot: at most 64 of the signs that it may carry. `place` has MOST_BYTES at most."""
    return _MARK + urlsafe_b64encode(place.encode()).decode().rstrip("=")


def said(texts: Texts, text: str) -> tuple[str, str] | None:
    """The place, and what somebody added below or after a colon; None where no sticker speaks. The place is "" on a
    sticker for all places."""
    found = _PAYLOAD.fullmatch(text)
    return (_decoded(found[1]), "") if found else _in_words(texts, text)


def _decoded(payload: str) -> str:
    """What was made up by hand may be anything: then it is no place."""
    try:
        place = urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    except ValueError:
        return ""
    return place.strip() if place.isprintable() else ""


def _in_words(texts: Texts, text: str) -> tuple[str, str] | None:
    line, _, below = text.strip().partition("\n")
    if len(line) > LONGEST or not words.fold(line).startswith(_beginnings(texts)):
        return None
    found = (_after(beginning, line) for beginning in _beginnings(texts))
    named = next((rest for rest in found if rest), "")
    if not named:
        return None
    place, _, after = named.partition(":")
    return place.strip(" .,"), "\n".join(part.strip() for part in (after, below) if part.strip())


@cache
def _beginnings(texts: Texts) -> tuple[str, ...]:
    """What stands before the place in each language, folded."""
    return tuple(words.fold(texts.say(language, "sticker.said", place="")) for language in texts.languages)


def _after(beginning: str, line: str) -> str:
    """What follows these folded words, to the letter; "" where the line does not begin with them."""
    count = len(beginning.split())
    *first, rest = line.split(maxsplit=count) or [""]
    return rest if len(first) == count and words.fold(" ".join(first)) == beginning else ""
