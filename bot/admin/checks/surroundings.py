"""What the desk stands on: its settings, its store, the place of the photos, the channels' providers, our address."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from bot import channels
from bot.channels.channel import Checks, Finding
from bot.channels.provider_cache import MemoryCache
from bot.settings.sections import Settings
from store import schema
from store.database import Database, StoreAway
from store.files.photos import Photos
from store.timekeeper import wall
from store.upkeep import settings_kv

LITTLE = 200 << 20  # bytes: with less than that left, the photos will soon not fit
PROBE = "check"


def config(settings: Settings, file: Path | None) -> Finding:
    where = file.resolve() if file else "no file, only the environment and the defaults"
    return Finding("config", True, f"config: {where} ({settings.desk.name}, {settings.desk.timezone.key})")


def store(database: Database) -> Finding:
    """Whether it can be reached, has our schema, and takes a row."""
    where = f"store: {database.where}"
    try:
        schema.expect_current(database)
        with database.write() as session:
            settings_kv.put(session, PROBE, "")
            settings_kv.forget(session, PROBE)
    except schema.Newer as newer:
        return Finding("store", False, f"{where}: {newer}", "Nothing was changed")
    except schema.NeedsMigration:
        return Finding("store", False, f"{where} has not this version's schema", "Run: ticketero migrate")
    except StoreAway as away:
        return Finding("store", False, f"{where} cannot be used: {away}", _remedy(database))
    return Finding("store", True, f"{where}, schema {schema.newest()}, writable")


def _remedy(database: Database) -> str:
    if database.is_sqlite:
        return "The file and its folder must belong to whoever runs ticketero (store.url), with space on the disk"
    return "Is PostgreSQL running and writable, and are user, password and database of store.url right?"


def look(settings: Settings) -> Iterator[Finding]:
    photos, finding = _photos(settings)
    yield finding
    yield from _channels(settings, photos)
    yield from _address(settings)


def _photos(settings: Settings) -> tuple[Photos, Finding]:
    """The photo store, and whether it takes a file; where it does not, one in memory stands in for it."""
    place = settings.store.photos
    where, photos = f"photos: {place}", Photos(place)
    try:
        photos.try_out()
        free = photos.free()
    except Exception as error:  # a folder or a bucket can fail in any way
        why = f"{where} cannot be written ({type(error.__cause__ or error).__name__})"
        remedy = f"{_owner(place)} (store.photos), with space on its disk"
        return Photos("memory:"), Finding("photos", False, why, remedy)
    left = "" if free is None else f", {free >> 20} MB free"
    enough = free is None or free >= LITTLE
    return photos, Finding("photos", enough, f"{where}, writable{left}", "Make room on its disk")


def _owner(place: str) -> str:
    if place.startswith("s3://"):
        return "The bucket must take what we write: see the AWS_* environment"
    return "It must be a folder of whoever runs ticketero"


def _channels(settings: Settings, photos: Photos) -> Iterator[Finding]:
    on = channels.build(settings, photos, lambda file: "", MemoryCache(), wall)
    if not on:
        yield Finding(
            "channels", False, "channels: none is on", "Give telegram.token, or set webchat.enabled = true"
        )
    for name, channel in on.items():
        if isinstance(channel, Checks):
            yield from channel.check(settings.web.public_url)
        else:
            yield Finding(name, True, f"{name}: on")
    channels.close_all(on.values())


def _address(settings: Settings) -> Iterator[Finding]:
    """Telegram and Twilio call us by https only; a stand-in for them (its own address is not https) need not."""
    url, abroad = settings.web.public_url, who_needs_https(settings)
    if abroad and urlsplit(url).scheme != "https":
        said = f"address: {' and '.join(abroad)} cannot call {url}, since it is not https"
        yield Finding("address", False, said, https_remedy(abroad))
    elif abroad:
        yield Finding("address", True, f"address: {url}")


def who_needs_https(settings: Settings) -> list[str]:
    """The providers that call us, and are the real ones."""
    telegram, whatsapp = settings.telegram, settings.whatsapp
    calling = (
        ("Telegram", telegram.on and telegram.receive == "webhook", telegram.api_url),
        ("Twilio", whatsapp.on, whatsapp.api_url),
    )
    return [name for name, calls, api_url in calling if calls and urlsplit(api_url).scheme == "https"]


def https_remedy(abroad: list[str]) -> str:
    instead = ' or telegram.receive = "polling"' if "Telegram" in abroad else ""
    return f"Set web.public_url to an https address that is forwarded here{instead}"
