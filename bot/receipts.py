"""What a provider tells of what we sent: sent, delivered, read, failed."""

from bot.desk import Desk
from bot.messages import Receipt


def take(desk: Desk, receipt: Receipt) -> None:
    """Keeps the furthest state."""
