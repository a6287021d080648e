"""The web chat: a page of ours is the platform, so what is kept in the outbox is already on the screen.

Delivering is therefore only giving our message its id; the page reads the conversation from the store.
"""

from concurrent.futures import Future
from datetime import timedelta
from urllib.parse import quote

from bot.channels.channel import Channel, Forged, Request, TryLater
from bot.channels.messages import Arrival, Outbound, StoredFile
from store.files.photos import Missing, Photos

NAME = "webchat"
SESSION = timedelta(days=30)
"""How long a browser that was not used may come back."""


class WebChat(Channel):
    name = NAME
    edits = True
    reacts = True
    withdraws = True
    slash = True
    draws = True
    rereads = True

    def __init__(self, photos: Photos, public_url: str):
        self.photos, self.public_url = photos, public_url

    def accept(self, request: Request) -> list[Arrival]:
        raise Forged("the web chat has no hook")

    def parts(self, message: Outbound) -> list[Outbound]:
        return [message]

    def carries(self, file: StoredFile) -> bool:
        return True

    def send(self, message: Outbound) -> tuple[str, ...]:
        return (f"o{message.outbox_id}",) if message.kind == "message" else ()

    def begin(self, message: Outbound) -> "Future[tuple[str, ...]]":
        """Done at once: nothing is called."""
        call: Future[tuple[str, ...]] = Future()
        call.set_result(self.send(message))
        return call

    def fetch(self, ref: str, limit: int) -> bytes:
        """`ref` is the content's hash: an upload is in the photo store before its message is taken in. What is missing
        there may come back with its disk, so it is tried again."""
        try:
            return self.photos.read(ref)
        except Missing as missing:
            raise TryLater(str(missing)) from None

    def invitation_link(self, code: str) -> str:
        return f"{self.public_url}/chat?code={code}"

    def start_link(self, place: str, said: str) -> str:
        """The words stand in the page's field, and are sent by whoever opens it."""
        return f"{self.public_url}/chat?text={quote(said)}"
