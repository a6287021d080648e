"""Which fields of Telegram's updates we look at; the library is given no others to parse.

A field that it cannot parse (a new kind of poll, the thumbnail of a quoted film) would cost us the whole message.
"""

from typing import Any, TypeAlias

Raw: TypeAlias = dict[str, Any]

# What a person can send that has no words for us, by the field that holds it.
WORDLESS = {
    "sticker": "sticker",
    "poll": "poll",
    "dice": "dice",
    "game": "game",
    "story": "story",
    "paid_media": "paid media",
    "invoice": "invoice",
    "giveaway": "giveaway",
    "giveaway_winners": "giveaway",
    "passport_data": "passport",
    "web_app_data": "form",
}
# What the app writes into the chat by itself: nobody said it, nobody waits for an answer.
SILENT = {
    "pinned_message",
    "message_auto_delete_timer_changed",
    "write_access_allowed",
    "connected_website",
    "chat_background_set",
    "proximity_alert_triggered",
    "users_shared",
    "chat_shared",
    "successful_payment",
    "refunded_payment",
    "gift",
    "unique_gift",
    "gift_upgrade_sent",
    "boost_added",
    "giveaway_created",
    "giveaway_completed",
    "checklist_tasks_done",
    "checklist_tasks_added",
    "poll_option_added",
    "poll_option_deleted",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "managed_bot_created",
    "paid_message_price_changed",
}
FILES = {"animation", "video", "video_note", "voice", "audio", "document"}
OF_FILES = {
    "file_id",
    "file_unique_id",
    "file_name",
    "mime_type",
    "file_size",
    "width",
    "height",
    "length",
    "duration",
}
# What the library is given to parse.
SAID = (
    "message_id",
    "from",
    "chat",
    "date",
    "edit_date",
    "text",
    "caption",
    "media_group_id",
    "reply_to_message",
)
READ = {
    "message": {*SAID, *FILES, "photo", "contact"},
    "edited_message": {*SAID, *FILES, "photo"},
    "callback_query": {"id", "from", "chat_instance", "message", "data"},
    "my_chat_member": {"chat", "from", "date", "old_chat_member", "new_chat_member"},
}
ALLOWED = list(READ)


def what_we_read(update: Raw) -> Raw:
    """The update with nothing else in it. Raises KeyError without an update_id."""
    told = {name: _only(update[name], fields) for name, fields in READ.items() if name in update}
    return {"update_id": update["update_id"], **told}


def wordless(message: Raw) -> str:
    """What it is that has no words for us; "" where it is nothing of the kind."""
    if WORDLESS.keys().isdisjoint(message):
        return ""
    return next(kind for field, kind in WORDLESS.items() if field in message)


def _only(told: Any, fields: set[str]) -> Any:
    if not isinstance(told, dict):
        return told
    return {name: _smaller(name, value) for name, value in told.items() if name in fields}


def _smaller(name: str, value: Any) -> Any:
    if name in ("message", "reply_to_message"):
        # A message above a button, or one that is replied to: only where it stands.
        return {name: value[name] for name in ("message_id", "chat", "date") if name in value}
    if name in FILES:
        return {name: value[name] for name in OF_FILES if name in value}
    return value
