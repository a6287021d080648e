"""What a desk is made of goes by one clock: the store's."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import channels
from bot.channels import signed_links
from bot.channels.channel import Channel, Request
from bot.channels.messages import Inbound, StoredFile
from bot.channels.signed_links import LASTS, PATH
from bot.runtime import assemble
from bot.settings.sections import Settings
from store.database import Database
from store.files.photos import Photos
from tests.fakes.twilio import FakeTwilio

THERE = datetime.now(UTC) + timedelta(days=3)
"""What the store's clock shows, on a machine whose own is slow."""
HOST = "https://desk.example"
FILE = StoredFile(121, "photo", "foto.jpg", "image/jpeg", "a hash", 9, is_image=True)


def test_channels_go_by_the_store_s_clock(sqlite_url: str, tmp_path: Path, twilio: FakeTwilio) -> None:
    store = Database(sqlite_url, wall=lambda: THERE)
    given = {
        "whatsapp": twilio.settings,
        "web": {"public_url": HOST},
        "store": {"photos": str(tmp_path / "photos")},
    }
    desk = assemble.make_desk(Settings.model_validate(given), store)
    heard: list[object] = []

    def take(
        method: str, url: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        named = {name.lower(): value for name, value in headers.items()}
        heard.extend(desk.channels["whatsapp"].accept(Request(url.removeprefix(HOST), named, body)))
        return 200, {}, b""

    twilio.world = take
    twilio.post(f"{HOST}/hooks/whatsapp", twilio.form("whatsapp:+5491155556666", "hola"))
    [said] = heard
    assert isinstance(said, Inbound) and said.at == THERE
    store.close()


def test_links_to_files_end_by_the_store_s_clock(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, links = Database(sqlite_url, wall=lambda: THERE), list[channels.Link]()

    def build(_: Settings, __: Photos, link: channels.Link, *rest: object) -> dict[str, Channel]:
        links.append(link)
        return {}

    monkeypatch.setattr(channels, "build", build)
    given = {"web": {"public_url": HOST}, "store": {"photos": str(tmp_path / "photos")}}
    desk = assemble.make_desk(Settings.model_validate(given), store)
    signed = links[0](FILE).removeprefix(HOST + PATH)
    assert signed_links.read(desk.secret_key, signed, THERE + LASTS - timedelta(minutes=1))
    store.close()
