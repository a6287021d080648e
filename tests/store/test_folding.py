"""How names and words are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import folding
from store.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("LA CABAÑA S.A.", "la cabana s.a"),
        ("La Cabaña S.A", "la cabana s.a"),
        ("  ¡Mónica \n Núñez! ", "monica nunez"),
        ("¿Straße?", "strasse"),
        ("ﬁn ①", "fin 1"),
        ("𝐀na", "ana"),
        ("(O'Higgins)", "o'higgins"),
        ("👍 …", ""),
        ("", ""),
    ],
)
def test_case_accents_punctuation_around_and_blanks_do_not_count(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_what_is_folded_stays_so(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_only_the_beginning_is_looked_at_and_no_long_text_is_remembered() -> None:
    before = folding._fold_short.cache_info().currsize
    assert fold("á" * 10_000) == "a" * 500
    assert folding._fold_short.cache_info().currsize == before
