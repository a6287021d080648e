"""Looks at all that the desk needs, with the remedy for what is amiss, and makes the desk known to the providers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from urllib.parse import urlsplit

from bot import channels
from bot.actions import menus
from bot.channels.channel import Checks, IsToldByHand, Registers
from bot.channels.messages import Option
from bot.channels.provider_cache import MemoryCache
from bot.desk import Desk
from bot.language import words
from bot.language.texts import CANON, Texts
from bot.replies import acts
from bot.settings.config import Settings
from store import clock, schema
from store.database import Database, StoreAway
from store.files.photos import Photos
from store.people import chats, people

Finding: TypeAlias = tuple[bool, str]

DRIFT = timedelta(seconds=30)
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)  # a clock that is before this code is wrong


def findings(settings: Settings, store: Database, now: datetime) -> Iterator[Finding]:
    """Each thing that was looked at: whether it is well, and a line that says so, with the remedy where it is not."""
    yield True, f"settings: {settings.desk.name}, in {settings.desk.timezone.key}"
    store_works, said = _store(store)
    yield store_works, said
    photos, finding = _photos(settings)
    yield finding
    yield from _channels(settings, photos)
    yield from _address(settings)
    if store_works:
        yield _a_lead_listens(store)
        yield _clock(store, now)


def _store(store: Database) -> Finding:
    where = f"store: {store.url.render_as_string(hide_password=True)}"
    try:
        if schema.is_current(store):
            return True, where
        return False, f"{where} has not this version's schema. Run: ticketero migrate"
    except StoreAway as away:
        return False, f"{where} cannot be reached ({away}): is it running, and is store.url right?"


def _photos(settings: Settings) -> tuple[Photos, Finding]:
    """The photo store, and whether it takes a file; where it does not, one in memory stands in for it."""
    where = f"photos: {settings.store.photos}"
    try:
        photos = Photos(settings.store.photos)
        photos.read(photos.keep(b"ticketero check"))
    except Exception as error:  # a folder or a bucket can fail in any way
        why = f"{where} cannot be written ({type(error).__name__}): see store.photos and its permissions"
        return Photos("memory:"), (False, why)
    return photos, (True, where)


def _channels(settings: Settings, photos: Photos) -> Iterator[Finding]:
    on = channels.build(settings, photos, lambda file: "", MemoryCache())
    if not on:
        yield False, "channels: none is on. Give telegram.token, or set webchat.enabled = true"
    for name, channel in on.items():
        if isinstance(channel, Checks):
            yield from channel.check(settings.web.public_url)
        else:
            yield True, f"{name}: on"
    channels.close_all(on.values())


def _address(settings: Settings) -> Iterator[Finding]:
    """Telegram and Twilio call us by https only; a stand-in for them (its own address is not https) need not."""
    url = settings.web.public_url
    abroad = [
        name
        for name, needs_us in (
            ("Telegram", settings.telegram.on and settings.telegram.receive == "webhook"),
            ("Twilio", settings.whatsapp.on),
        )
        if needs_us and _is_the_real_one(settings, name)
    ]
    if abroad and urlsplit(url).scheme != "https":
        remedy = "set web.public_url" + (' or telegram.receive = "polling"' if "Telegram" in abroad else "")
        yield False, f"address: {' and '.join(abroad)} cannot call {url}, which is not https: {remedy}"
    else:
        yield True, f"address: {url}"


def _is_the_real_one(settings: Settings, name: str) -> bool:
    api = settings.telegram.api_url if name == "Telegram" else settings.whatsapp.api_url
    return urlsplit(api).scheme == "https"


def _a_lead_listens(store: Database) -> Finding:
    with store.read() as session:
        told = chats.of(session, [lead.id for lead in people.leads(session)])
    if told:
        return True, f"leads: {len(told)} with a chat"
    return False, (
        "leads: none has a chat, so that new tickets and approvals wait."
        " Run: ticketero people add NAME --role lead, and open the link that it prints"
    )


def _clock(store: Database, now: datetime) -> Finding:
    """Ours against the database server's."""
    with store.read() as session:
        drift = abs(clock.now(session) - now)
    said = f"clock: {now:%Y-%m-%d %H:%M} UTC"
    if now < WRITTEN or drift > DRIFT:
        return False, f"{said}, {drift.total_seconds():.0f} s off the store's: set both by NTP"
    return True, said


def register(desk: Desk) -> Iterator[str]:
    """Tells the providers where we are, or says what to tell them. Raises what a channel raises."""
    url = desk.settings.web.public_url
    for name, channel in desk.channels.items():
        if isinstance(channel, Registers):
            channel.register(url, _menus(desk.texts))
            yield f"{name}: it knows our address and our commands."
        if isinstance(channel, IsToldByHand):
            yield f"{name}: enter these at the provider's, for our number:"
            yield from (f"  {line}" for line in channel.to_enter(url))
    with desk.store.write() as session:
        for chat in chats.linked(session):
            menus.offer(desk, session, chat, desk.now())


def _menus(texts: Texts) -> dict[str, list[Option]]:
    """The commands of everybody, by language, the canon first; each chat gets its role's own when it is linked."""
    languages = sorted(texts.languages, key=lambda language: language != CANON)
    return {language: list(_menu(texts, language)) for language in languages}


def _menu(texts: Texts, language: str) -> Iterator[Option]:
    for act in acts.typed_by(acts.CLIENT):
        [word, *_] = texts.find(language, f"commands.{act.name}.words")
        yield Option(texts.say(language, f"commands.{act.name}.help"), words.fold(word))
