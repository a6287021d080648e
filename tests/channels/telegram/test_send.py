"""What we say arrives to the letter and byte for byte."""

import threading

import pytest

from bot.channels.channel import Undeliverable
from bot.channels.messages import Option, Outbound
from bot.channels.telegram import Telegram, client
from bot.channels.telegram.parts import keyboard
from store.files.photos import Photos
from tests.channels.telegram.sending import MARTA, message, picture, stored
from tests.fakes.telegram import FakeTelegram


def test_a_button_that_telegram_would_refuse_is_told_when_it_is_made() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        keyboard([Option("Sí", "ñ" * 33)])


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
