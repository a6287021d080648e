"""The web chat: a page of ours is the platform, so what is kept in the outbox is already on the screen.

Delivering is therefore only giving our message its id; the page reads the conversation from the store.
"""

from datetime import timedelta

from bot.channels.channel import Forged, Request, TryLater
from bot.channels.messages import Inbound, Outbound, Receipt, StoredFile, Unreadable
from store.files.photos import Missing, Photos

NAME = "webchat"


class WebChat:
    name = NAME
    edits = True
    reacts = False
    withdraws = True
    menus = False
    window: timedelta | None = None
    tells_news = False
    confirms_within: timedelta | None = None
    album_gap: timedelta | None = None
    metered = leaves_by_word = False
    slash = rereads = True

    def __init__(self, photos: Photos, public_url: str):
        self.photos, self.public_url = photos, public_url

    def accept(self, request: Request) -> list[Inbound | Receipt | Unreadable]:
        raise Forged("the web chat has no hook")

    def parts(self, message: Outbound) -> list[Outbound]:
        return [message]

    def carries(self, file: StoredFile) -> bool:
        return True

    def send(self, message: Outbound) -> tuple[str, ...]:
        return (f"o{message.outbox_id}",) if message.kind == "message" else ()

    def fetch(self, ref: str, limit: int) -> bytes:
        """`ref` is the content's hash: an upload is in the photo store before it is told of, and what is missing there
        now comes back with its disk; but not for ever."""
        try:
            return self.photos.read(ref)
        except Missing as missing:
            raise TryLater(str(missing)) from None

    def invitation_link(self, code: str) -> str:
        return f"{self.public_url}/chat?code={code}"
