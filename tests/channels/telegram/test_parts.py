"""A message is cut to Telegram's limits before it is kept: texts, captions, families of files, rows of buttons."""

from typing import Any

import pytest

from bot.channels.messages import Option, Outbound
from bot.channels.telegram.parts import keyboard, parts
from tests.channels.telegram.sending import MARTA, message, paper, shot


def test_a_text_that_fits_is_one_row_as_it_is() -> None:
    text = " <b>hola</b> & *chau* \u202eabc\u202c 👩‍👩‍👧 "
    said = message(text, reply_to="7", options=(Option("Sí", "yes"),))
    assert parts(said) == [said]


def test_a_long_text_is_cut_at_lines_and_words_in_order() -> None:
    text = "\n".join(f"línea {number} " + "palabra " * 30 for number in range(60))
    rows = parts(message(text, reply_to="7", options=(Option("Sí", "yes"),)))
    marks = [f"({place}/{len(rows)}) " for place in range(1, len(rows) + 1)]
    assert len(rows) > 3
    assert "".join(row.text.removeprefix(mark) for row, mark in zip(rows, marks, strict=True)) == text
    assert all(row.text.startswith(mark) for row, mark in zip(rows, marks, strict=True))
    assert all(len(row.text) <= 4096 for row in rows)
    assert [bool(row.options) for row in rows] == [False] * (len(rows) - 1) + [True]
    assert [row.reply_to for row in rows] == ["7"] + [""] * (len(rows) - 1)


def test_a_long_text_counts_as_the_apps_count_and_never_halves_an_emoji() -> None:
    family = "👩\u200d👩\u200d👧"
    rows = parts(message(family * 1000))
    assert all(len(row.text.encode("utf-16-le")) // 2 <= 4096 for row in rows)
    assert all(row.text.partition(") ")[2].replace(family, "") == "" for row in rows)


def test_a_word_longer_than_a_message_is_cut_all_the_same() -> None:
    rows = parts(message("x" * 10_000))
    assert sum(row.text.count("x") for row in rows) == 10_000


def test_a_short_text_is_the_caption_of_the_first_files() -> None:
    (row,) = parts(message("mirá", files=(shot(), shot()), reply_to="7"))
    assert (row.text, len(row.files), row.reply_to) == ("mirá", 2, "7")


@pytest.mark.parametrize("more", [{"text": "y" * 1025}, {"text": "mirá", "options": (Option("Sí", "yes"),)}])
def test_a_long_text_and_options_go_before_the_files(more: dict[str, Any]) -> None:
    first, second = parts(Outbound(1, MARTA, files=(shot(),), reply_to="7", **more))
    assert (first.text, first.options, first.files) == (more["text"], more.get("options", ()), ())
    assert (second.text, second.options, len(second.files), second.reply_to) == ("", (), 1, "")


def test_files_go_in_families_of_ten_at_most() -> None:
    video = paper("video", content_type="video/mp4")
    voice = paper("voice", content_type="audio/ogg")
    song = paper("audio", content_type="audio/mpeg")
    files = (*[shot()] * 9, paper(), voice, video, voice, song, *[shot()] * 2, paper())
    rows = parts(message("", files=files))
    assert [[file.kind for file in row.files] for row in rows] == [
        ["photo"] * 9 + ["video"],
        ["photo"] * 2,
        ["document"] * 2,
        ["voice"],
        ["voice"],
        ["audio"],
    ]


def test_what_is_no_picture_for_telegram_goes_with_the_documents() -> None:
    odd = (
        shot(is_image=False),
        shot(size=11 << 20),
        shot(content_type="image/gif"),
        paper("video", content_type="video/quicktime"),
        paper("voice", content_type="audio/webm"),
    )
    assert len(parts(message("", files=odd))) == 1


def test_short_options_stand_side_by_side() -> None:
    labels = ("Baja", "Media", "Alta", "Crítica", "Una opción bastante larga", "Otra", "Cancelar")
    markup = keyboard([Option(label, label[:4]) for label in labels])
    assert markup is not None
    assert [[button["text"] for button in row] for row in markup["inline_keyboard"]] == [
        ["Baja", "Media", "Alta"],
        ["Crítica"],
        ["Una opción bastante larga"],
        ["Otra", "Cancelar"],
    ]


def test_a_long_edit_goes_over_the_pieces_shown_and_on_from_there() -> None:
    rows = parts(message("x" * 9000, kind="edit", targets=("1", "2"), options=(Option("Sí", "yes"),)))
    assert [(row.kind, row.targets, bool(row.options)) for row in rows] == [
        ("edit", ("1",), False),
        ("edit", ("2",), False),
        ("message", (), True),
    ]
