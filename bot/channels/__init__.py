"""The channels that exist: this list is the whole registry."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from bot.channels.channel import Channel, KeepsOpen, ProviderCache
from bot.channels.messages import StoredFile
from bot.settings.sections import Settings
from store.files.photos import Photos

Link = Callable[[StoredFile], str]
Clock = Callable[[], datetime]


def build(
    settings: Settings, photos: Photos, link: Link, cache: ProviderCache, now: Clock
) -> dict[str, Channel]:
    """The channels that the settings switch on, by name. `link` makes the link by which a provider fetches a file."""
    return {channel.name: channel for channel in _switched_on(settings, photos, link, cache, now)}


def _switched_on(
    settings: Settings, photos: Photos, link: Link, cache: ProviderCache, now: Clock
) -> Iterator[Channel]:
    """A channel's library is only loaded where the channel is on."""
    if settings.telegram.on:
        from bot.channels.telegram import Telegram

        yield Telegram(settings.telegram, photos, now=now)
    if settings.whatsapp.on:
        from bot.channels.whatsapp import WhatsApp

        yield WhatsApp(settings.whatsapp, settings.web.public_url, photos, link, cache, now=now)
    if settings.webchat.on:
        from bot.channels.webchat import WebChat

        yield WebChat(photos, settings.web.public_url)


def open_all(channels: Iterable[Channel]) -> None:
    """Has the channels that keep a connection open it now, and learn what they must know of themselves meanwhile."""
    for channel in channels:
        if isinstance(channel, KeepsOpen):
            channel.open()


def close_all(channels: Iterable[Channel]) -> None:
    """Ends the connections to the providers, of those channels that keep one open."""
    for channel in channels:
        if isinstance(channel, KeepsOpen):
            channel.close()
