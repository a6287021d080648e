"""Every failure of a call is told apart, and none shows the token."""

import logging
import traceback
from contextlib import closing
from typing import Any

import pytest

from bot.channels.channel import Misconfigured, TryLater, Undeliverable
from bot.channels.messages import Option
from bot.channels.telegram import Telegram
from store.files.photos import Photos
from tests.channels.telegram.sending import message, paper, settings
from tests.fakes.telegram import TOKEN, FakeTelegram


def test_a_file_that_telegram_never_takes_is_undeliverable(telegram: Telegram) -> None:
    with pytest.raises(Undeliverable) as big:
        telegram.send(message(files=(paper(size=51 << 20),)))
    assert big.value.reason == "too_big"


def test_a_file_that_is_missing_from_the_store_is_waited_for(telegram: Telegram) -> None:
    with pytest.raises(TryLater):
        telegram.send(message(files=(paper(),)))


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


def test_an_answer_that_does_not_come_is_unknown(fake: FakeTelegram, photos: Photos) -> None:
    telegram = Telegram(settings(fake.url), photos, read_timeout=0.1)
    fake.fault("hang", "sendMessage", seconds=0.5)
    with closing(telegram), pytest.raises(TryLater) as later:
        telegram.send(message("hola"))
    assert later.value.unknown


def test_what_was_never_sent_is_known_to_be(photos: Photos) -> None:
    nobody = Telegram(settings("http://127.0.0.1:9"), photos)
    with pytest.raises(TryLater) as later:
        nobody.send(message("hola"))
    nobody.close()
    assert not later.value.unknown


def test_a_sent_message_that_the_library_cannot_read_is_sent_all_the_same(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    fake.fault("odd", "sendMessage")
    assert telegram.send(message("hola")) == ("101",)


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
