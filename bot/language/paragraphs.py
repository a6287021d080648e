"""The parts of a text that several messages told together, each beginning on a line of its own."""

from collections.abc import Sequence

Span = tuple[int, int]


def find(whole: str, part: str, skip: int = 0) -> Span | None:
    """Where the part stands, as whole lines; of several that are equal the one after so many, or the last."""
    spans, start = [], whole.find(part) if part else -1
    while start >= 0:
        end = start + len(part)
        if _begins_there(whole, start) and (end == len(whole) or whole[end] == "\n"):
            spans.append((start, end))
        start = whole.find(part, start + 1)
    return spans[min(skip, len(spans) - 1)] if spans else None


def _begins_there(whole: str, place: int) -> bool:
    """After a line, or after the words with which a first line names what it follows."""
    return place == 0 or whole[:place].endswith(("\n", ": "))


def replace(whole: str, part: str, by: str, skip: int = 0) -> str:
    """The text with another part in the place of this one; as it is, where this one does not stand there."""
    span = find(whole, part, skip)
    if span is None:
        return whole
    before, after = whole[: span[0]], whole[span[1] :]
    if by:
        return before + by + after
    return (before.removesuffix("\n") + after) if before else after.removeprefix("\n")


def insert(whole: str, part: str, earlier: Sequence[str], later: Sequence[str]) -> str:
    """The text with one more part: after the last of the earlier ones, before the first of the later ones, else at its
    end."""
    spans = [span for each in earlier if (span := find(whole, each))]
    if not spans:
        following = [span for each in later if (span := find(whole, each))]
        if following:
            start = following[0][0]
            return f"{whole[:start]}{part}\n{whole[start:]}"
    end = max((span[1] for span in spans), default=len(whole))
    return "\n".join(filter(None, (whole[:end], part, whole[end:].removeprefix("\n"))))
