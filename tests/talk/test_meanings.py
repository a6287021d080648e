"""At least 97 of 100 lines of the corpus are read right, and no word of any is lost."""

import re
from collections import Counter, defaultdict

import pytest

from bot.language import meaning
from bot.language.meaning import Asked, Meaning
from bot.language.meaning.lists import examples, lexicon
from bot.language.meaning.lists.examples import Example
from store.folding import fold
from tests.talk import corpus

LEAST = 0.97
LANGUAGES = meaning.ALL


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_type_is_read_right(language: str) -> None:
    judged = [(line, corpus.judged(line)) for line in corpus.lines(language)]
    print(_table(judged))
    wrong = [f"{line.where} {line.asked} {line.text!r}: {how}" for line, how in judged if how != "right"]
    assert len(wrong) <= (1 - LEAST) * len(judged), "\n".join(wrong)


def _table(judged: list[tuple[Example, str]]) -> str:
    """For each meaning: how many were read right, missed, and read wrongly."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for line, how in judged:
        counts[f"{line.asked} {line.meaning}"][how if how in ("right", "missed") else "wrong"] += 1
    rows = [f"{what:28}{each['right']:7}{each['missed']:8}{each['wrong']:7}" for what, each in counts.items()]
    return "\n".join(["", f"{'asked, meaning':28}{'right':>7}{'missed':>8}{'wrong':>7}", *sorted(rows)])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mark_goes_without_a_number(language: str) -> None:
    """So what names none need not be read as a mark."""
    read = [
        (line, meaning.read(line.text, role=line.role, asked=Asked.RATING)) for line in corpus.lines(language)
    ]
    marks = [line for line, said in read if said.meaning is Meaning.ANSWER and said.value]
    assert [line.text for line in marks if not meaning.names_a_number(line.text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_lost(language: str) -> None:
    """Whatever is no word of the lists is in what the reading keeps."""
    known = lexicon.of(meaning.ALL)
    lost = []
    for line in corpus.lines(language):
        reading = corpus.read(line)
        kept = fold(
            " ".join(
                [
                    reading.rest,
                    reading.value,
                    *reading.names,
                    reading.category,
                    reading.company,
                    reading.level_typed,
                ]
            )
        )
        spoken = fold(reading.said)
        for word in re.findall(r"[^\W\d_]{4,}", line.text):
            folded = fold(word)
            if folded not in kept and folded not in spoken and not known.knows(folded):
                lost.append(f"{line.where} {line.text!r}: {word}")
    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_among_the_examples(language: str) -> None:
    """What the second opinion learned by heart proves nothing."""
    learned = {(each.asked, each.role, fold(each.text)) for each in examples.of(language) if fold(each.text)}
    assert [
        line.where for line in corpus.lines(language) if (line.asked, line.role, fold(line.text)) in learned
    ] == []
