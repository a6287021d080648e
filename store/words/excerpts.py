"""The part of a text where the words that somebody looks for stand."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from store.words import tokens

BEFORE, MOST = 24, 90  # characters that are shown: before the first of the words, and in all
BEGINNING = 40  # and of a text without any of them
CUT = "…"


def matching(texts: Iterable[str], terms: Sequence[Collection[str]]) -> str:
    """The pieces of some texts where these words stand first, on one line; texts are looked at until every word was
    seen. Of the first text, which says what it is all about, the beginning is shown where none stands in it."""
    missing, pieces = list(terms), list[str]()
    for text in texts:
        if not missing:
            break
        found = [*_pieces(text, missing)]
        pieces += found or ([] if pieces else [_cut(text, 0, 0, BEGINNING)])
    return " · ".join(pieces)


def _pieces(text: str, missing: list[Collection[str]]) -> Iterator[str]:
    """Takes out of `missing` what is seen."""
    shown_to = 0
    for start, end, word in sorted(tokens.spans(text)):
        seen = [term for term in missing if word in term]
        if not seen:
            continue
        missing[:] = [term for term in missing if term not in seen]
        if end > shown_to:
            begins = max(shown_to, start - BEFORE)
            shown_to = max(end, begins + MOST)
            yield _cut(text, begins, start, shown_to)


def _cut(text: str, begins: int, start: int, ends: int) -> str:
    """Between whole words, where there are blanks to cut at before the one that is to be shown."""
    if begins > 0:
        begins = next((place for place in range(begins, start) if text[place].isspace()), begins)
    piece = " ".join(text[begins:ends].split())
    return f"{CUT if begins > 0 else ''}{piece}{CUT if ends < len(text) else ''}"
