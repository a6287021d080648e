"""What we say on Telegram: cut to its limits, byte for byte, at its pace, and every failure told apart."""

import logging
import threading
import time
import traceback
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from bot.channels.channel import Misconfigured, TryLater, Undeliverable
from bot.channels.messages import Option, Outbound, StoredFile
from bot.channels.telegram import Telegram, client, http
from bot.channels.telegram.pace import CHAT_BURST, Pace
from bot.channels.telegram.parts import keyboard, parts
from bot.settings.config import Telegram as Settings
from store.files.photos import Photos
from tests.fakes.telegram import TOKEN, FakeTelegram, running

MARTA = "5001"


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    with running() as telegram:
        yield telegram


@pytest.fixture
def photos() -> Photos:
    return Photos("memory:")


@pytest.fixture
def telegram(fake: FakeTelegram, photos: Photos) -> Iterator[Telegram]:
    channel = Telegram(settings(fake.url), photos, pace=Pace(keep_limits=False))
    yield channel
    channel.close()


def settings(api_url: str) -> Settings:
    return Settings.model_validate({"token": TOKEN, "webhook_secret": "s3cret", "api_url": api_url})


def message(text: str = "", **more: Any) -> Outbound:
    return Outbound(1, MARTA, text=text, **more)


def picture(width: int = 64, height: int = 48, color: str = "red") -> bytes:
    made = BytesIO()
    Image.new("RGB", (width, height), color).save(made, "JPEG")
    return made.getvalue()


def stored(photos: Photos, content: bytes, kind: str = "photo", **more: Any) -> StoredFile:
    facts: dict[str, Any] = {"name": "foto.jpg", "content_type": "image/jpeg", "is_image": kind == "photo"}
    return StoredFile(1, kind, sha256=photos.keep(content), size=len(content), **facts | more)


def paper(kind: str = "document", **more: Any) -> StoredFile:
    """A file of which only the facts count."""
    facts: dict[str, Any] = {
        "name": "x",
        "content_type": "application/pdf",
        "sha256": "0" * 64,
        "size": 10,
        "is_image": False,
    }
    return StoredFile(1, kind, **facts | more)


def shot(**more: Any) -> StoredFile:
    return paper("photo", **({"content_type": "image/jpeg", "is_image": True} | more))


# Cutting


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


def test_a_button_that_telegram_would_refuse_is_told_when_it_is_made() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        keyboard([Option("Sí", "ñ" * 33)])


# Sending


def test_a_message_is_shown_to_the_letter_with_its_buttons(fake: FakeTelegram, telegram: Telegram) -> None:
    text = "Ticket 121: <b>&amp; *x* _y_ \u202eabc\u202c 👩‍👩‍👧"
    (first,) = telegram.send(message(text, options=(Option("Asignar", "assign:121"),)))
    (second,) = telegram.send(message("y esto", reply_to=first))
    shown = {str(each.id): each for each in fake.messages(MARTA)}
    assert (shown[first].text, shown[first].options) == (text, (("Asignar", "assign:121"),))
    assert str(shown[second].reply_to) == first
    call, answer = fake.called("sendMessage")
    assert "parse_mode" not in call.params
    assert call.params["link_preview_options"] == {"is_disabled": True}
    assert answer.params["reply_parameters"]["allow_sending_without_reply"] is True


@pytest.mark.parametrize(
    ("kind", "content_type", "name", "method"),
    [
        ("photo", "image/jpeg", "foto.jpg", "sendPhoto"),
        ("document", "application/pdf", 'remito "año" 2026.pdf', "sendDocument"),
        ("video", "video/mp4", "video.mp4", "sendVideo"),
        ("voice", "audio/ogg", "audio.ogg", "sendVoice"),
        ("audio", "audio/mpeg", "ruido.mp3", "sendAudio"),
    ],
)
def test_a_file_arrives_byte_for_byte_under_its_name(
    fake: FakeTelegram,
    telegram: Telegram,
    photos: Photos,
    kind: str,
    content_type: str,
    name: str,
    method: str,
) -> None:
    content = picture() if kind == "photo" else bytes(range(256)) * 100 + b"\r\n--boundary"
    file = stored(photos, content, kind, content_type=content_type, name=name)
    (message_id,) = telegram.send(message("acá está", files=(file,)))
    (shown,) = fake.messages(MARTA)
    assert [call.method for call in fake.calls if call.method != "getMe"] == [method]
    assert (str(shown.id), shown.text, shown.media, shown.media_name) == (
        message_id,
        "acá está",
        (content,),
        name,
    )


def test_an_album_arrives_whole_with_one_caption(
    fake: FakeTelegram, telegram: Telegram, photos: Photos
) -> None:
    contents = [picture(color=color) for color in ("red", "green", "blue")]
    ids = telegram.send(message("las tres", files=tuple(stored(photos, each) for each in contents)))
    shown = fake.messages(MARTA)
    assert [str(each.id) for each in shown] == list(ids)
    assert [each.media[0] for each in shown] == contents
    assert [each.text for each in shown] == ["las tres", "", ""]


def test_a_picture_too_long_for_telegram_goes_as_a_document_and_its_album_with_it(
    fake: FakeTelegram, telegram: Telegram, photos: Photos
) -> None:
    files = (stored(photos, picture(9990, 20)), stored(photos, picture()))
    telegram.send(message(files=files))
    assert [each.media_kind for each in fake.messages(MARTA)] == ["document", "document"]


def test_a_picture_that_telegram_cannot_show_goes_as_a_document(
    fake: FakeTelegram, telegram: Telegram, photos: Photos
) -> None:
    fake.fault(400, "sendPhoto", description="Bad Request: PHOTO_INVALID_DIMENSIONS")
    telegram.send(message("mirá", files=(stored(photos, picture()),)))
    (shown,) = fake.messages(MARTA)
    assert (shown.media_kind, shown.text, shown.media) == ("document", "mirá", (picture(),))


def test_a_name_of_a_file_cannot_break_the_upload(
    fake: FakeTelegram, telegram: Telegram, photos: Photos
) -> None:
    file = stored(
        photos, b"x", "document", name='a\r\nX-Bad: 1\r\n\r\n"; name="chat_id', content_type="text/plain"
    )
    telegram.send(message(files=(file,)))
    (shown,) = fake.messages(MARTA)
    assert shown.media == (b"x",)


def test_a_file_that_telegram_never_takes_is_undeliverable(telegram: Telegram) -> None:
    with pytest.raises(Undeliverable) as big:
        telegram.send(message(files=(paper(size=51 << 20),)))
    assert big.value.reason == "too_big"


def test_a_file_that_is_missing_from_the_store_is_waited_for(telegram: Telegram) -> None:
    with pytest.raises(TryLater):
        telegram.send(message(files=(paper(),)))


# What is already there


def test_an_edit_replaces_text_and_buttons_and_the_same_again_is_fine(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    ids = telegram.send(message("antes", options=(Option("Sí", "yes"),)))
    for _ in range(2):
        assert telegram.send(message("después", kind="edit", targets=ids)) == ids
    (shown,) = fake.messages(MARTA)
    assert (shown.text, shown.options, shown.edited) == ("después", (), True)


def test_an_edit_of_what_is_gone_or_holds_no_text_is_told(telegram: Telegram, photos: Photos) -> None:
    shown = telegram.send(message("antes", files=(stored(photos, picture()),)))
    for targets in (("1",), shown):
        with pytest.raises(Undeliverable) as gone:
            telegram.send(message("después", kind="edit", targets=targets))
        assert (gone.value.reason, gone.value.blocked) == ("gone", False)


def test_a_long_edit_goes_over_the_pieces_shown_and_on_from_there() -> None:
    rows = parts(message("x" * 9000, kind="edit", targets=("1", "2"), options=(Option("Sí", "yes"),)))
    assert [(row.kind, row.targets, bool(row.options)) for row in rows] == [
        ("edit", ("1",), False),
        ("edit", ("2",), False),
        ("message", (), True),
    ]


def test_reactions_withdrawals_toasts_and_menus(fake: FakeTelegram, telegram: Telegram) -> None:
    (stays,), (goes,) = telegram.send(message("uno")), telegram.send(message("dos"))
    assert telegram.send(message("👍", kind="reaction", targets=(stays,))) == ()
    assert telegram.send(message(kind="withdraw", targets=(goes,))) == ()
    assert telegram.send(message("Listo", kind="toast", acknowledge="77")) == ()
    menu = (Option("Nuevo ticket", "/nuevo"), Option("Categorías", "categorías"), Option("Ayuda", "ayuda"))
    assert telegram.send(message(kind="menu", options=menu)) == ()
    assert [(str(each.id), each.reaction) for each in fake.messages(MARTA)] == [(stays, "👍")]
    assert fake.toasts == [("77", "Listo")]
    assert [each["command"] for each in fake.commands[MARTA]] == ["nuevo", "ayuda"]


@pytest.mark.parametrize(
    ("method", "row", "said"),
    [
        (
            "answerCallbackQuery",
            {"kind": "toast", "acknowledge": "1"},
            "query is too old and response timeout expired",
        ),
        ("setMyCommands", {"kind": "menu", "options": (Option("Ayuda", "ayuda"),)}, "chat not found"),
        ("deleteMessages", {"kind": "withdraw", "targets": ("1",)}, "message to delete not found"),
    ],
)
def test_what_came_too_late_is_no_failure(
    fake: FakeTelegram, telegram: Telegram, method: str, row: dict[str, Any], said: str
) -> None:
    fake.fault(400, method, description=f"Bad Request: {said}")
    assert telegram.send(message(**row)) == ()


# What goes wrong


@pytest.mark.parametrize(
    ("status", "description", "reason", "blocked"),
    [
        (403, "Forbidden: bot was blocked by the user", "blocked", True),
        (403, "Forbidden: user is deactivated", "no_such_chat", True),
        (403, "Forbidden: bot can't initiate conversation with a user", "no_such_chat", True),
        (400, "Bad Request: chat not found", "no_such_chat", False),
        (400, "Bad Request: file is too big", "too_big", False),
        (413, "Request Entity Too Large", "too_big", False),
        (400, "Bad Request: message text is empty", "refused", False),
    ],
)
def test_what_will_never_arrive_is_told_why(
    fake: FakeTelegram, telegram: Telegram, status: int, description: str, reason: str, blocked: bool
) -> None:
    fake.fault(status, "sendMessage", description=description)
    with pytest.raises(Undeliverable) as never:
        telegram.send(message("hola"))
    assert (never.value.reason, never.value.blocked) == (reason, blocked)


@pytest.mark.parametrize("status", [401, 404])
def test_a_revoked_token_is_our_configuration(fake: FakeTelegram, telegram: Telegram, status: int) -> None:
    fake.fault(status, "sendMessage")
    with pytest.raises(Misconfigured):
        telegram.send(message("hola"))


@pytest.mark.parametrize("kind", [500, 502, "junk", "drop"])
def test_what_may_have_arrived_is_told_as_unknown(
    fake: FakeTelegram, telegram: Telegram, kind: int | str
) -> None:
    fake.fault(kind, "sendMessage")
    with pytest.raises(TryLater) as later:
        telegram.send(message("hola"))
    assert (later.value.wait, later.value.unknown) == (None, True)


def test_an_answer_that_does_not_come_is_unknown(
    fake: FakeTelegram, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "READ", 0.1)
    fake.fault("hang", "sendMessage", seconds=0.5)
    with pytest.raises(TryLater) as later:
        telegram.send(message("hola"))
    assert later.value.unknown


def test_what_was_never_sent_is_known_to_be(photos: Photos) -> None:
    nobody = Telegram(settings("http://127.0.0.1:9"), photos)
    with pytest.raises(TryLater) as later:
        nobody.send(message("hola"))
    nobody.close()
    assert not later.value.unknown


def test_a_sent_message_that_the_library_cannot_read_is_sent_all_the_same(
    fake: FakeTelegram, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = {"message_id": 9, "date": "never", "poll": 5, "from": {}}
    monkeypatch.setattr(fake, "_send_message", lambda call: answer)
    assert telegram.send(message("hola")) == ("9",)


def test_no_failure_shows_the_token(
    fake: FakeTelegram, telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = []
    for status in (400, 401, 403, 404, 413, 429, 500):
        fake.fault(status, "sendMessage", description=f"Bad Request: https://api/bot{TOKEN}/x")
        with pytest.raises((TryLater, Undeliverable, Misconfigured)) as failed:
            telegram.send(message("hola"))
        said += traceback.format_exception(failed.value)
        assert failed.value.__context__ is None
    assert "token-that-nobody" not in ("".join(said) + caplog.text).lower()


# The pace


def test_telegram_s_own_delay_is_kept_and_heeded(fake: FakeTelegram, telegram: Telegram) -> None:
    fake.fault(429, "sendMessage", retry_after=3)
    for _ in range(2):
        with pytest.raises(TryLater) as later:
            telegram.send(message("hola"))
        assert later.value.wait == pytest.approx(3, abs=0.3)
    assert len(fake.called("sendMessage")) == 1, "the second was not even tried"
    telegram.send(Outbound(2, "5002", text="hola"))


def test_two_chats_held_at_once_hold_all() -> None:
    pace = Pace(keep_limits=False)
    pace.hold("1", 5)
    assert pace.take("3") == 0
    pace.hold("2", 5)
    assert pace.take("3") == pytest.approx(5, abs=0.3)


def test_a_chat_gets_some_at_once_and_then_one_a_second() -> None:
    pace = Pace()
    waits = [pace.take("1") for _ in range(int(CHAT_BURST) + 1)]
    assert waits[:-1] == [0] * int(CHAT_BURST)
    assert waits[-1] == pytest.approx(1, abs=0.3)
    assert pace.take("2") == 0


def test_an_album_counts_each_of_its_pictures() -> None:
    pace = Pace()
    assert pace.take("1", 10) == 0
    assert pace.take("1", 10) == pytest.approx(5, abs=0.3)


def test_all_chats_together_stay_under_thirty_a_second() -> None:
    pace, sent, began = Pace(), 0, time.monotonic()
    while time.monotonic() - began < 0.5:
        sent += pace.take(str(sent)) == 0
    assert sent <= 30 + 30 * 0.5


def test_a_long_wait_is_left_to_the_delivery(fake: FakeTelegram, photos: Photos) -> None:
    channel = Telegram(settings(fake.url), photos)
    for _ in range(int(CHAT_BURST)):
        channel.send(message("hola"))
    with pytest.raises(TryLater) as later:
        channel.send(message("hola"))
    channel.close()
    assert later.value.wait is not None
    assert 0.5 < later.value.wait <= 1
    assert not later.value.unknown


# Files, links, the hook


def test_a_file_is_fetched_byte_for_byte(fake: FakeTelegram, telegram: Telegram) -> None:
    content = bytes(range(256)) * 1000
    assert telegram.fetch(fake.keep_file(content), len(content)) == content


def test_a_file_beyond_the_limit_is_too_big(fake: FakeTelegram, telegram: Telegram) -> None:
    told, untold = fake.keep_file(b"x" * 1001), fake.keep_file(b"y" * 1001)
    fake.hide_size(untold)
    for ref in (told, untold, fake.keep_file(b"z" * ((20 << 20) + 1))):
        with pytest.raises(Undeliverable) as big:
            telegram.fetch(ref, 1000)
        assert big.value.reason == "too_big"


def test_a_file_that_nobody_knows_is_gone(telegram: Telegram) -> None:
    with pytest.raises(Undeliverable) as gone:
        telegram.fetch("AgAC-nothing", 1000)
    assert gone.value.reason == "gone"


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_download_that_fails_is_tried_later_and_says_nothing_of_the_token(
    fake: FakeTelegram, telegram: Telegram, status: int
) -> None:
    ref = fake.keep_file(b"x")
    fake.fault(status, "download")
    with pytest.raises(TryLater):
        telegram.fetch(ref, 1000)
    assert telegram.fetch(ref, 1000) == b"x"


def test_a_place_on_a_disk_is_never_opened(fake: FakeTelegram, telegram: Telegram) -> None:
    for path in ("/etc/hostname", "/nowhere/at/all"):
        with pytest.raises(Misconfigured):
            telegram.fetch(fake.keep_file(b"x", path), 1000)


def test_an_invitation_is_a_link_to_our_bot(fake: FakeTelegram, telegram: Telegram, photos: Photos) -> None:
    assert telegram.invitation_link("TK-AAAAA-BBBBB") == "https://t.me/MesaBot?start=TK-AAAAA-BBBBB"
    fake.heal()
    assert telegram.invitation_link("TK-AAAAA-CCCCC") == "https://t.me/MesaBot?start=TK-AAAAA-CCCCC"
    assert len(fake.called("getMe")) <= 2
    nobody = Telegram(settings("http://127.0.0.1:9"), photos)
    assert nobody.invitation_link("TK-AAAAA-BBBBB") is None
    nobody.close()


def test_our_name_is_learned_in_the_background(fake: FakeTelegram, telegram: Telegram) -> None:
    telegram.client.start()
    fake.wait_until(lambda: telegram.client.username == "MesaBot")


def test_the_hook_and_the_menus_are_registered(fake: FakeTelegram, telegram: Telegram) -> None:
    menus = {"es_AR": (Option("Nuevo ticket", "nuevo"),), "en": (Option("New ticket", "nuevo"),)}
    telegram.register("https://mesa.example/", menus)
    assert fake.webhook == {
        "url": "https://mesa.example/hooks/telegram",
        "secret_token": "s3cret",
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
        "max_connections": 40,
    }
    assert {language: menu[0]["description"] for language, menu in fake.commands.items()} == {
        "": "Nuevo ticket",
        "es": "Nuevo ticket",
        "en": "New ticket",
    }


def test_the_check_tells_what_is_wrong(fake: FakeTelegram, telegram: Telegram) -> None:
    assert [ok for ok, _ in telegram.check("https://mesa.example")] == [True, False]
    telegram.register("https://mesa.example", {})
    assert [ok for ok, _ in telegram.check("https://mesa.example")] == [True, True]
    fake.webhook |= {"last_error_date": int(time.time()) - 60, "last_error_message": "Connection timed out"}
    assert "Connection timed out" in telegram.check("https://mesa.example")[1][1]
    fake.fault(401, "getMe")
    assert [ok for ok, _ in telegram.check("https://mesa.example")] == [False]


def test_calls_from_many_threads_share_one_line(fake: FakeTelegram, telegram: Telegram) -> None:
    threads = [
        threading.Thread(target=telegram.send, args=(Outbound(1, str(chat), text="hola"),))
        for chat in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert len(fake.called("sendMessage")) == 20
    assert [thread.name for thread in threading.enumerate()].count(client.THREAD) == 1


def test_a_closed_channel_opens_again(fake: FakeTelegram, telegram: Telegram) -> None:
    telegram.send(message("uno"))
    telegram.close()
    telegram.send(message("dos"))
    assert [each.text for each in fake.messages(MARTA)] == ["uno", "dos"]
