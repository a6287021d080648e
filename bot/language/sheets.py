"""Words that have a shape: lines that say what they are, so that a channel that draws can draw them.

Read as words they are the same everywhere. What a line is: "head" and "status" (of a ticket), "title" (of a list),
"section", "field" (a label and its value), "rank", "body" (a person's own text), "more" (of the line before), "entry"
(of a thread), "row" (of a list) and "about" (what a row is about); beside it, what a colour may tell too ("high",
"closed", "note", "overdue").
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.language.texts import Voice

Words = Callable[[Voice], str]
LINES, WORDS = (r"(?m:^)", r"(?m:$)"), (r"(?<!\w)", r"(?!\w)")
"""How a part of a text begins and ends."""


@dataclass(frozen=True)
class Line:
    """`text` may be several lines: those after the first are "more" of it."""

    text: str
    kind: str = ""

    @property
    def kinds(self) -> list[str]:
        return [self.kind, *(["more" if self.kind else ""] * self.text.count("\n"))]


@dataclass(frozen=True)
class Sheet:
    """Lines in the reader's language. It is their words, where words are wanted."""

    lines: Callable[[Voice], Iterable[Line]]

    def __call__(self, voice: Voice) -> str:
        return "\n".join(line.text for line in self.lines(voice))


def lines_of(words: Words, voice: Voice) -> list[Line]:
    return list(words.lines(voice)) if isinstance(words, Sheet) else [Line(words(voice))]


def spaced(*parts: Iterable[Line]) -> Iterator[Line]:
    """One below the other, with an empty line between them."""
    for place, part in enumerate(parts):
        if place:
            yield Line("")
        yield from part


def layout(text: str, values: Mapping[str, Any], voice: Voice) -> list[str]:
    """What each line of this text is that was made with these values; empty where none of them has a shape."""
    kinds = [""] * (text.count("\n") + 1)
    for sheet in values.values():
        if isinstance(sheet, Sheet):
            _lay(text, list(sheet.lines(voice)), kinds)
    return kinds if any(kinds) else []


def with_part_changed(
    text: str, kinds: Sequence[str], before: str, after: str
) -> tuple[str, list[str]] | None:
    """A text and its layout where a part of it says something else: whole lines, or words where there are no such
    lines. None where it is not there, or twice."""
    for begins, ends in (LINES, WORDS):
        found = [match.start() for match in re.finditer(begins + re.escape(before) + ends, text)]
        if len(found) == 1:
            at = found[0]
            first = text.count("\n", 0, at)
            last, more = first + before.count("\n") + 1, ["more"] * after.count("\n")
            changed = text[:at] + after + text[at + len(before) :]
            return changed, [*kinds[: first + 1], *more, *kinds[last:]] if kinds else []
    return None


def _lay(text: str, lines: list[Line], kinds: list[str]) -> None:
    at = text.find("\n".join(line.text for line in lines))
    if at < 0 or (at and text[at - 1] != "\n"):
        return
    first = text.count("\n", 0, at)
    shape = [kind for line in lines for kind in line.kinds]
    kinds[first : first + len(shape)] = shape
