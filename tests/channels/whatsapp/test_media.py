"""The files that people send by WhatsApp: credentials go to the API alone, and what it points to must be public."""

from collections.abc import Iterator

import pytest

from bot.channels.channel import Misconfigured, TryLater, Undeliverable
from bot.channels.whatsapp import media
from bot.channels.whatsapp.media import Media
from bot.settings.sections import Settings
from bot.settings.sections import WhatsApp as Section
from tests.fakes.twilio import ACCOUNT, FakeTwilio

LIMIT = 1 << 20
PHOTO = ("image/jpeg", b"\xff\xd8 a photo")


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    fake = FakeTwilio()
    yield fake
    fake.close()


def settings(twilio: FakeTwilio, **changed: str) -> Section:
    return Settings.model_validate({"whatsapp": {**twilio.settings, **changed}}).whatsapp


def test_it_is_fetched_with_our_login_and_followed_without_it(twilio: FakeTwilio) -> None:
    form = twilio.form("whatsapp:+5491150001111", "", [PHOTO])
    assert Media(settings(twilio)).fetch(form["MediaUrl0"], LIMIT) == PHOTO[1]
    assert twilio.files.leaks == []


def test_a_link_to_twilio_s_own_api_is_fetched_where_the_settings_say(twilio: FakeTwilio) -> None:
    form = twilio.form("whatsapp:+5491150001111", "", [PHOTO])
    there = form["MediaUrl0"].replace(twilio.url, "https://api.twilio.com")
    assert Media(settings(twilio)).fetch(there, LIMIT) == PHOTO[1]


@pytest.mark.parametrize(
    "ref",
    [
        "https://evil.example/2010-04-01/Accounts/{account}/Messages/MM1/Media/ME1",
        "https://api.twilio.com.evil.example/2010-04-01/Accounts/{account}/Messages/MM1/Media/ME1",
        "https://api.twilio.com@evil.example/2010-04-01/Accounts/{account}/Messages/MM1/Media/ME1",
        "https://api.twilio.com/2010-04-01/Accounts/ACother/Messages/MM1/Media/ME1",
        "https://api.twilio.com/2010-04-01/Accounts/{account}/Messages.json",
        "{url}/2010-04-01/Accounts/{account}/Messages/MM1/Media/ME1/../../../../x",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_foreign_place_is_not_asked(twilio: FakeTwilio, ref: str) -> None:
    with pytest.raises(Undeliverable):
        Media(settings(twilio)).fetch(ref.format(account=ACCOUNT, url=twilio.url), LIMIT)


def test_a_fresh_file_is_waited_for(twilio: FakeTwilio) -> None:
    form = twilio.form("whatsapp:+5491150001111", "", [PHOTO])
    twilio.files.not_yet(form, 1)
    fetching = Media(settings(twilio))
    with pytest.raises(TryLater):
        fetching.fetch(form["MediaUrl0"], LIMIT)
    assert fetching.fetch(form["MediaUrl0"], LIMIT) == PHOTO[1]


def test_it_is_not_waited_for_for_ever(twilio: FakeTwilio) -> None:
    form = twilio.form("whatsapp:+5491150001111", "", [PHOTO])
    twilio.files.not_yet(form, 9)
    with pytest.raises(Undeliverable):
        Media(settings(twilio), fresh=0).fetch(form["MediaUrl0"], LIMIT)


def test_the_bytes_are_counted_as_they_come(twilio: FakeTwilio) -> None:
    form = twilio.form("whatsapp:+5491150001111", "", [("image/jpeg", b"x" * 2000)])
    with pytest.raises(Undeliverable) as refused:
        Media(settings(twilio)).fetch(form["MediaUrl0"], 1999)
    assert refused.value.reason == "too_big"


def test_half_a_file_is_none(twilio: FakeTwilio) -> None:
    form = twilio.form("whatsapp:+5491150001111", "", [PHOTO])
    twilio.files.break_off = 1
    with pytest.raises(TryLater):
        Media(settings(twilio)).fetch(form["MediaUrl0"], LIMIT)
    assert Media(settings(twilio)).fetch(form["MediaUrl0"], LIMIT) == PHOTO[1]


def test_a_wrong_login_is_ours_to_mend(twilio: FakeTwilio) -> None:
    form = twilio.form("whatsapp:+5491150001111", "", [PHOTO])
    with pytest.raises(Misconfigured):
        Media(settings(twilio, auth_token="another")).fetch(form["MediaUrl0"], LIMIT)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.5",
        "192.168.1.1",
        "169.254.169.254",
        "172.16.0.1",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fc00::1",
        "::ffff:127.0.0.1",
        "fe80::1%eth0",
    ],
)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not media.is_public(address)


@pytest.mark.parametrize("address", ["54.239.28.85", "2600:9000::1"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert media.is_public(address)


@pytest.mark.parametrize(
    "place", ["http://files.example/x", "https://127.0.0.1/x", "https://localhost/x", "ftp://x/y", "//x"]
)
def test_where_the_api_is_https_a_redirect_leads_to_https_at_a_public_address(place: str) -> None:
    with pytest.raises(Undeliverable):
        media.follow(place, "https://api.twilio.com")
