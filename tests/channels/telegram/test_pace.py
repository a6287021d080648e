"""Telegram's limits are kept: each chat's, those of all together, and the delay that it names."""

import time

import pytest

from bot.channels.channel import TryLater
from bot.channels.messages import Outbound
from bot.channels.telegram import Telegram
from bot.channels.telegram.pace import CHAT_BURST, Pace
from store.files.photos import Photos
from tests.channels.telegram.sending import message, settings
from tests.fakes.telegram import FakeTelegram


def test_telegram_s_own_delay_is_kept_and_heeded(fake: FakeTelegram, telegram: Telegram) -> None:
    fake.fault(429, "sendMessage", retry_after=3)
    for _ in range(2):
        with pytest.raises(TryLater) as later:
            telegram.send(message("hola"))
        assert later.value.wait == pytest.approx(3, abs=0.3)
    assert len(fake.called("sendMessage")) == 1, "the second was not even tried"
    telegram.send(Outbound(2, "5002", text="hola"))


def test_delays_in_two_chats_at_once_delay_all_chats() -> None:
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
