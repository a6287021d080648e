"""What several messages told together: each part is changed where it stands, and nothing else."""

import pytest

from bot.language import paragraphs


@pytest.mark.parametrize(
    ("whole", "part", "by", "skip", "expected"),
    [
        ("no anda la caja\nanda", "anda", "andaba", 0, "no anda la caja\nandaba"),
        ("anda\nanda\nanda", "anda", "no", 1, "anda\nno\nanda"),
        ("Sigue al Ticket 3: no anda", "no anda", "anda", 0, "Sigue al Ticket 3: anda"),
        ("no anda", "anda", "andaba", 0, "no anda"),
        ("uno\ndos\ntres", "dos", "", 0, "uno\ntres"),
        ("uno\ndos", "uno", "", 0, "dos"),
        ("una\nde dos\nfin", "una\nde dos", "una", 0, "una\nfin"),
    ],
)
def test_a_part_is_replaced_where_it_stands(whole: str, part: str, by: str, skip: int, expected: str) -> None:
    assert paragraphs.replace(whole, part, by, skip) == expected


def test_one_more_part_goes_between_those_around_it() -> None:
    assert paragraphs.insert("uno\ntres", "dos", ["uno"], ["tres"]) == "uno\ndos\ntres"
    assert paragraphs.insert("tres", "dos", ["uno"], ["tres"]) == "dos\ntres"
    assert paragraphs.insert("", "dos", [], []) == "dos"
