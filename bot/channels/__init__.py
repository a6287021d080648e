"""The channels that exist: this list is the whole registry."""

from collections.abc import Callable, Iterable, Iterator

from bot.channels.channel import Channel, Memo
from bot.channels.messages import StoredFile
from bot.settings.config import Settings
from store.files.photos import Photos

Link = Callable[[StoredFile], str]


def build(settings: Settings, photos: Photos, link: Link, memo: Memo) -> dict[str, Channel]:
    """The channels whose credentials are there, by name. `link` makes a file's link, for who must fetch it."""
    return {channel.name: channel for channel in _switched_on(settings, photos, link, memo)}


def _switched_on(settings: Settings, photos: Photos, link: Link, memo: Memo) -> Iterator[Channel]:
    """A channel's library is only loaded where the channel is on."""
    if settings.telegram.on:
        from bot.channels.telegram import Telegram

        yield Telegram(settings.telegram, photos)
    if settings.whatsapp.on:
        from bot.channels.whatsapp import WhatsApp

        yield WhatsApp(settings.whatsapp, settings.web.public_url, photos, link, memo)
    if settings.webchat.on:
        from bot.channels.webchat import WebChat

        yield WebChat(photos, settings.web.public_url)


def hang_up(channels: Iterable[Channel]) -> None:
    """Ends the lines to the providers, of those channels that keep one open."""
    for channel in channels:
        close = getattr(channel, "close", None)
        if close is not None:
            close()
