"""A rate limit lets some calls through at once and then so many a second, for each chat and for all of them."""

import math

import pytest

from bot.channels.rate_limit import Limit, RateLimiter


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_time_lowers_the_level_and_never_below_nothing() -> None:
    limit = Limit(rate=2, burst=10)
    assert limit.drain(6, 2) == 2
    assert limit.drain(6, 60) == 0


def test_a_call_fits_as_soon_as_there_is_room_for_its_cost() -> None:
    limit = Limit(rate=2, burst=10)
    assert limit.wait(9, 1) == 0
    assert limit.wait(10, 1) == 0.5
    assert limit.wait(4, 10) == 2


def test_a_call_that_must_wait_does_not_count(clock: Clock) -> None:
    limiter = RateLimiter(Limit(rate=1, burst=2), clock=clock)
    assert [limiter.take("marta") for _ in range(4)] == [0, 0, 1, 1]
    clock.now += 1
    assert [limiter.take("marta") for _ in range(2)] == [0, 1]


def test_each_chat_has_its_own_limit_and_all_share_one(clock: Clock) -> None:
    limiter = RateLimiter(Limit(rate=1, burst=1), Limit(rate=4, burst=3), clock)
    assert [limiter.take(chat) for chat in ("ana", "beto", "marta", "julia")] == [0, 0, 0, 0.25]
    assert limiter.take("ana") == 1


def test_a_limit_without_end_never_makes_anybody_wait(clock: Clock) -> None:
    limiter = RateLimiter(Limit(rate=1, burst=math.inf), clock=clock)
    assert [limiter.take("marta") for _ in range(1000)] == [0] * 1000


def test_chats_that_are_silent_are_forgotten_and_busy_ones_are_not(clock: Clock) -> None:
    limiter = RateLimiter(Limit(rate=0.001, burst=1), clock=clock)
    limiter.take("ana")
    clock.now += 700
    limiter.take("beto")
    clock.now += 700
    limiter.take("marta")
    assert set(limiter._chats) == {"beto", "marta"}
