"""What the tests of the web chat put into a conversation, and count of it."""

from io import BytesIO

from PIL import Image
from sqlalchemy import func, select

from bot.desk import Desk
from store.database import Database
from store.messages import outbox
from store.tables import Chat, InboxMessage


def count(store: Database, table: type[Chat | InboxMessage]) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def put(desk: Desk, text: str, **about: object) -> int:
    """Something that we say in the only chat there is; its id."""
    with desk.store.write() as session:
        chat = session.scalars(select(Chat)).one()
        content = {"text": text, **about}
        return outbox.put(session, chat.id, str(content.pop("kind", "message")), content, desk.now())


def photo() -> bytes:
    made = BytesIO()
    Image.effect_noise((60, 40), 80).convert("RGB").save(made, "JPEG", comment=b"of the original only")
    return made.getvalue()
