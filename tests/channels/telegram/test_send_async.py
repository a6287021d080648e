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


async def turns(until: "asyncio.Task[object]") -> int:
    """How often the loop came round while the task was under way."""
    turned = 0
    while not until.done():
        await asyncio.sleep(0.005)
        turned += 1
    return turned


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

    async def burst() -> None:
        for _ in range(int(CHAT_BURST)):
            await channel.send_async(message("hola"))
        began = time.monotonic()
        with pytest.raises(TryLater) as later:
            await channel.send_async(message("hola"))
        await channel.client.hang_up()
        assert later.value.wait is not None
        assert time.monotonic() - began < SHORT_WAIT < later.value.wait

    asyncio.run(burst())


def test_a_short_wait_for_the_limits_leaves_the_loop_to_others(fake: FakeTelegram) -> None:
    class Soon(Pace):
        """A turn 0.45 s away, then free."""

        waits = [0.45]

        def take(self, chat: str, messages: int = 1) -> float:
            return self.waits.pop() if self.waits else 0.0

    channel = Telegram(settings(fake.url), Photos("memory:"), pace=Soon())

    async def wait() -> tuple[int, float]:
        began, sending = time.monotonic(), asyncio.create_task(channel.send_async(message("hola")))
        turned = await turns(sending)
        await channel.client.hang_up()
        return turned, time.monotonic() - began

    turned, took = asyncio.run(wait())
    assert turned > 5
    assert took >= 0.45


def test_a_slow_photo_store_leaves_the_loop_to_others(fake: FakeTelegram) -> None:
    asked, turned = threading.Event(), threading.Event()

    class Slow(Photos):
        """It reads no photo before the loop has come round."""

        def read(self, sha256: str) -> bytes:
            asked.set()
            assert turned.wait(10)
            return super().read(sha256)

    photos = Slow("memory:")
    channel = Telegram(settings(fake.url), photos, pace=Pace(keep_limits=False))
    files = (stored(photos, picture()),)

    async def send() -> None:
        sending = asyncio.create_task(channel.send_async(message("mirá", files=files)))
        while not asked.is_set():
            await asyncio.sleep(0.005)
        turned.set()
        await sending
        await channel.client.hang_up()

    asyncio.run(send())
    assert [each.media for each in fake.messages(MARTA)] == [(picture(),)]
