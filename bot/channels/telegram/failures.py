"""What went wrong at Telegram, in the channel's words: TryLater, Undeliverable or Misconfigured."""

import re

from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, TelegramError

from bot.channels.channel import Misconfigured, TryLater, Undeliverable
from bot.channels.telegram.http import NotFound, NotSent, TooLarge, TooMany

REASONS = (
    ("chat not found", "no_such_chat"),
    ("too big", "too_big"),
    ("too large", "too_big"),
    ("file_id", "gone"),
    ("message to edit not found", "gone"),
    ("message can't be edited", "gone"),
    ("no text in the message", "gone"),
    ("message to react not found", "gone"),
)


def in_our_words(error: TelegramError, token: str) -> TryLater | Undeliverable | Misconfigured:
    """The same failure without the token, which some of the library's errors quote."""
    # In any case: the library writes some descriptions anew in small letters.
    why = re.sub(re.escape(token), "…", str(error), flags=re.IGNORECASE)
    match error:
        case TooMany():
            return TryLater(why, error.wait)
        case NotSent() | NotFound() | Conflict():
            return TryLater(why)
        case TooLarge():
            return Undeliverable(why, "too_big")
        case InvalidToken():
            return Misconfigured(f"Telegram does not know the token: {why}")
        case Forbidden():
            # Holds for everything to this chat until the person writes or unblocks.
            left = "deactivated" in why or "can't initiate" in why
            return Undeliverable(why, "no_such_chat" if left else "blocked", blocked=True)
        case BadRequest():  # a NetworkError by class, but final: it must not be tried again
            return Undeliverable(why, _reason(why.lower()))
        case (
            _
        ):  # a timeout, a broken connection, 5xx, an answer that is no JSON: it may have been carried out
            return TryLater(why, unknown=True)


def _reason(why: str) -> str:
    return next((reason for said, reason in REASONS if said in why), "refused")
