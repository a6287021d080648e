"""Each answer is tried where it will be used: the provider, the database, the address."""

from contextlib import closing
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from bot.channels.channel import Finding
from bot.channels.provider_cache import MemoryCache
from bot.settings.sections import Settings
from store import schema
from store.database import BadAddress, Database, StoreAway
from store.files.photos import Photos

PATIENCE = 8.0  # seconds
NOWHERE = "memory:"  # trying keeps no file


def database(settings: Settings) -> Finding:
    kept = settings.store
    try:
        store = Database(kept.url.get_secret_value(), connections=kept.connections, pooler=kept.pooler)
    except BadAddress as unknown:
        return Finding("store", False, f"store.url: {unknown}")
    with closing(store):
        where = store.where
        try:
            known = schema.is_current(store)
        except schema.WrongSchema as wrong:
            return Finding("store", False, f"{where}: {wrong}")
        except StoreAway as away:
            return Finding("store", False, f"{where} cannot be used: {away}")
    return Finding("store", True, f"{where} answers" + ("" if known else "; its tables are made in a moment"))


def address(settings: Settings) -> Finding:
    """Whether anything answers there: the desk itself may not run yet."""
    url = settings.web.public_url
    try:
        with urlopen(f"{url}/health", timeout=PATIENCE) as answer:
            said = f"{url} answers ({answer.status})"
    except HTTPError as answer:
        said = f"{url} answers ({answer.code}: the desk behind it does not run yet)"
    except (URLError, HTTPException, OSError, ValueError) as error:
        return Finding("address", False, f"{url} does not answer ({getattr(error, 'reason', error)})")
    return Finding("address", True, said)


def telegram(settings: Settings) -> Finding:
    from bot.channels.telegram import Telegram

    with closing(Telegram(settings.telegram, Photos(NOWHERE))) as line:
        return line.check(settings.web.public_url)[0]


def whatsapp(settings: Settings) -> Finding:
    from bot.channels.whatsapp import WhatsApp

    line = WhatsApp(
        settings.whatsapp, settings.web.public_url, Photos(NOWHERE), lambda file: "", MemoryCache()
    )
    return line.check(settings.web.public_url)[0]
