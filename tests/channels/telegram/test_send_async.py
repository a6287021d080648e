"""Sending from an event loop: as `send`, without a thread, and never in the way of what else the loop does."""

import asyncio
import gc
import threading
import time
from collections.abc import Iterator

import pytest

from bot.channels.channel import TryLater, Undeliverable
from bot.channels.messages import Outbound
from bot.channels.telegram import SHORT_WAIT, Telegram, client
from bot.channels.telegram.pace import CHAT_BURST, Pace
from store.files.photos import Photos
from tests.channels.telegram.sending import MARTA, message, picture, settings, stored
from tests.fakes.telegram import FakeTelegram, running

BRIEF = 0.3  # seconds that a loop may be busy on a loaded machine; what must not block it takes longer


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    with running() as telegram:
        yield telegram


@pytest.fixture
def telegram(fake: FakeTelegram) -> Iterator[Telegram]:
    channel = Telegram(settings(fake.url), Photos("memory:"), pace=Pace(keep_limits=False))
    yield channel
    channel.close()


async def to_many(telegram: Telegram, chats: int) -> list[tuple[str, ...]]:
    """Says «hola» in so many chats at once."""
    try:
        return await asyncio.gather(
            *(telegram.send_async(Outbound(1, str(chat), text="hola")) for chat in range(chats))
        )
    finally:
        await telegram.client.hang_up()


def clients() -> int:
    """How many threads of the client's there are."""
    return [thread.name for thread in threading.enumerate()].count(client.THREAD)


async def longest_pause(until: "asyncio.Task[object]") -> float:
    """The seconds for which the loop stood still at most while the task was under way."""
    longest, last = 0.0, time.monotonic()
    while not until.done():
        await asyncio.sleep(0.005)
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    return longest


def test_many_chats_are_sent_to_at_once_without_a_thread(fake: FakeTelegram, telegram: Telegram) -> None:
    before = clients()
    sent = asyncio.run(to_many(telegram, 20))
    assert all(len(ids) == 1 for ids in sent)
    assert len(fake.called("sendMessage")) == 20
    assert clients() == before


def test_each_event_loop_has_connections_of_its_own_and_leaves_none(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    telegram.send(message("uno"))
    asyncio.run(to_many(telegram, 2))
    telegram.send(message("dos"))
    asyncio.run(to_many(telegram, 2))
    gc.collect()  # a connection left open would warn now, and a warning is an error
    assert [each.text for each in fake.messages(MARTA)] == ["uno", "dos"]
    assert len(fake.called("sendMessage")) == 6


def test_a_failure_is_told_as_send_tells_it(fake: FakeTelegram, telegram: Telegram) -> None:
    async def attempt() -> None:
        try:
            await telegram.send_async(message("hola"))
        finally:
            await telegram.client.hang_up()

    fake.fault(403, "sendMessage")
    with pytest.raises(Undeliverable) as never:
        asyncio.run(attempt())
    assert (never.value.reason, never.value.blocked, never.value.__context__) == ("blocked", True, None)
    fake.fault(429, "sendMessage", retry_after=3)
    for _ in range(2):
        with pytest.raises(TryLater) as later:
            asyncio.run(attempt())
        assert later.value.wait == pytest.approx(3, abs=0.3)
    assert len(fake.called("sendMessage")) == 2, "the third was not even tried"


def test_a_long_wait_for_the_limits_is_handed_back_at_once(fake: FakeTelegram) -> None:
    channel = Telegram(settings(fake.url), Photos("memory:"))

    async def burst() -> float:
        for _ in range(int(CHAT_BURST)):
            await channel.send_async(message("hola"))
        began = time.monotonic()
        with pytest.raises(TryLater) as later:
            await channel.send_async(message("hola"))
        await channel.client.hang_up()
        assert later.value.wait is not None
        assert later.value.wait > SHORT_WAIT
        return time.monotonic() - began

    assert asyncio.run(burst()) < BRIEF


def test_a_short_wait_for_the_limits_leaves_the_loop_to_others(fake: FakeTelegram) -> None:
    class Soon(Pace):
        """A turn 0.45 s away, then free."""

        waits = [0.45]

        def take(self, chat: str, messages: int = 1) -> float:
            return self.waits.pop() if self.waits else 0.0

    channel = Telegram(settings(fake.url), Photos("memory:"), pace=Soon())

    async def wait() -> tuple[float, float]:
        began, sending = time.monotonic(), asyncio.create_task(channel.send_async(message("hola")))
        pause = await longest_pause(sending)
        await channel.client.hang_up()
        return pause, time.monotonic() - began

    pause, took = asyncio.run(wait())
    assert pause < BRIEF
    assert took >= 0.45


def test_a_slow_photo_store_leaves_the_loop_to_others(fake: FakeTelegram) -> None:
    class Slow(Photos):
        def read(self, sha256: str) -> bytes:
            time.sleep(0.6)
            return super().read(sha256)

    photos = Slow("memory:")
    channel = Telegram(settings(fake.url), photos, pace=Pace(keep_limits=False))
    files = (stored(photos, picture()),)

    async def send() -> float:
        sending = asyncio.create_task(channel.send_async(message("mirá", files=files)))
        pause = await longest_pause(sending)
        await sending
        await channel.client.hang_up()
        return pause

    assert asyncio.run(send()) < BRIEF
    assert [each.media for each in fake.messages(MARTA)] == [(picture(),)]
