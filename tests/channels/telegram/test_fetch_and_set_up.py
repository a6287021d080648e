"""Files are fetched whole or not at all; the bot's name, hook and menus."""

import time

import pytest

from bot.channels.channel import Misconfigured, TryLater, Undeliverable
from bot.channels.messages import Option
from bot.channels.telegram import Telegram
from bot.settings.sections import Telegram as Settings
from store.files.photos import Photos
from tests.channels.telegram.sending import settings
from tests.fakes.telegram import TOKEN, FakeTelegram


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
    assert telegram.invitation_link("TK-AAAAA-BBBBB") is None
    telegram.ask_name()
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
    def looked_at() -> list[tuple[str, bool]]:
        return [(found.what, found.fine) for found in telegram.check("https://mesa.example")]

    assert looked_at() == [("telegram", True), ("webhook", False)]
    telegram.register("https://mesa.example", {})
    assert looked_at() == [("telegram", True), ("webhook", True)]
    fake.webhook |= {"last_error_date": int(time.time()) - 60, "last_error_message": "Connection timed out"}
    assert "Connection timed out" in telegram.check("https://mesa.example")[1].said
    fake.fault(401, "getMe")
    assert looked_at() == [("telegram", False)]


def test_where_it_is_polled_the_webhook_is_taken_away_and_what_waits_is_kept(fake: FakeTelegram) -> None:
    settings = Settings.model_validate({"token": TOKEN, "receive": "polling", "api_url": fake.url})
    telegram = Telegram(settings, Photos("memory:"))
    fake.webhook = {"url": "https://example.com/hooks/telegram"}
    assert "ticketero hook" in telegram.check("https://mesa.example")[1].remedy
    telegram.register("https://mesa.example", {})
    [removed] = fake.called("deleteWebhook")
    assert removed.params.get("drop_pending_updates") in (None, False)
    assert telegram.check("https://mesa.example")[1].fine
    telegram.close()
