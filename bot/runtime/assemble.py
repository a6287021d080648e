"""Makes a running desk of the settings: the one place that knows what everything is made of."""

import logging
import os
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from bot import channels
from bot.channels import signed_links
from bot.channels.provider_cache import StoredCache
from bot.clock import working_time
from bot.desk import Desk
from bot.language import texts
from bot.runtime import lifecycle
from bot.runtime.lifecycle import Part
from bot.runtime.watch import Watch
from bot.settings import config, logs, sentry
from bot.settings.sections import Settings
from store import schema
from store.database import BadAddress, Database, StoreAway
from store.files.photos import Photos
from store.notifier import Bell
from store.tickets import numbers
from store.upkeep import settings_kv

log = logging.getLogger(__name__)

T = TypeVar("T")


def make_desk(settings: Settings, store: Database) -> Desk:
    """The desk of these settings on a migrated store. Raises StoreAway."""
    photos = Photos(settings.store.photos)
    secret_key = settings.web.secret_key.get_secret_value() or _secret_key(store)
    store.keep_time()
    with store.write() as session:
        numbers.begin_at(session, settings.desk.first_ticket)
    logs.hide([secret_key])
    link = signed_links.link_maker(settings.web.public_url, secret_key, store.now)
    return Desk(
        settings=settings,
        store=store,
        bell=Bell(store),
        photos=photos,
        texts=texts.load(settings.desk.timezone),
        channels=channels.build(settings, photos, link, StoredCache(store), store.now),
        secret_key=secret_key,
        now=store.now,
    )


def open_store(settings: Settings) -> Database:
    """Raises ConfigError where its address cannot be right."""
    kept = settings.store
    try:
        return Database(kept.url.get_secret_value(), connections=kept.connections, pooler=kept.pooler)
    except BadAddress as unknown:
        raise config.ConfigError(f"store.url: {unknown}") from None


def from_environment() -> tuple[Settings, Database]:
    """What a server that only calls a function (`gunicorn 'webhook:create_app()'`) makes its desk of. Raises
    ConfigError."""
    os.umask(0o077)  # what we write is read by nobody but its owner
    settings = config.load(None, os.environ)
    set_up_logs(settings)
    return settings, open_store(settings)


def make_receiving_desk(settings: Settings, database: Database) -> Desk:
    """A desk that is at work, once its store can be reached and has a schema that this version can serve. Raises
    schema.Newer."""
    wait_for_store(lambda: expect_served(database))
    desk = wait_for_store(lambda: make_desk(settings, database))
    desk.bell.start()
    channels.open_all(desk.channels.values())
    lifecycle.take_times(desk)
    lifecycle.settle_down()
    Watch(desk, works=False).start()
    working_time.look_ahead(desk)
    return desk


def expect_served(store: Database) -> None:
    """Raises StoreAway while it cannot be reached, or has an older schema than this version's: somebody is about to
    migrate it. Raises schema.Newer for one that this version cannot serve."""
    if not schema.is_served(store):
        raise StoreAway("it has not this version's schema; run: ticketero migrate")


def make_polling(desk: Desk) -> list[Part]:
    """The part that asks Telegram for updates, where the settings say that Telegram does not call us."""
    if not desk.settings.telegram.on or desk.settings.telegram.receive != "polling":
        return []
    from bot.channels.telegram import Telegram
    from bot.channels.telegram.polling import Polling
    from bot.runtime.inbound import take

    telegram = desk.channels["telegram"]
    assert isinstance(telegram, Telegram)
    return [Polling(telegram, partial(take, desk))]


def wait_for_store(step: Callable[[], T]) -> T:
    """Takes the step as soon as the store can be reached, however long that takes."""
    told = False
    while True:
        try:
            return step()
        except StoreAway as away:
            if not told:
                log.warning("waiting for the store: %s", away)
            told = True
            time.sleep(1)


def set_up_logs(settings: Settings) -> None:
    """From now on the process logs as the settings say, and nothing in it is secret."""
    logs.setup(collect_secrets(settings), settings.log.level, settings.log.format)
    sentry.setup(settings.log.sentry.get_secret_value())


def collect_secrets(settings: Settings) -> list[str]:
    """What no log line may show."""
    url = settings.store.url.get_secret_value()
    parts = urlsplit(url)
    given = [parts.password or "", *(value for name, value in parse_qsl(parts.query) if "password" in name)]
    spellings = {
        each for one in given for each in (one, unquote(one), quote(one))
    }  # in the address, and as it is
    secrets = (
        settings.web.secret_key, settings.web.metrics_token, settings.telegram.token,
        settings.telegram.webhook_secret, settings.whatsapp.auth_token,
        settings.log.sentry,
    )  # fmt: skip
    return [*spellings, *(secret.get_secret_value() for secret in secrets)]


def _secret_key(store: Database) -> str:
    """The one that the store keeps, made when it is first needed."""
    with store.write() as session:
        return settings_kv.secret_key(session)
