"""A Telegram of the test's own, and our channel to it."""

from collections.abc import Iterator

import pytest

from bot.channels.telegram import Telegram
from bot.channels.telegram.pace import Pace
from store.files.photos import Photos
from tests.channels.telegram.sending import settings
from tests.fakes.telegram import FakeTelegram, running


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
