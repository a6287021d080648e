"""The rules of the Bot API that our calls must keep: parameters and limits, as its documentation has them."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

REPLY = {"chat_id": True, "reply_parameters": False, "reply_markup": False}
CAPTIONED = REPLY | {"caption": False}
# A method's parameters; True where it is required.
PARAMETERS: dict[str, dict[str, bool]] = {
    "getMe": {},
    "sendMessage": REPLY | {"text": True, "link_preview_options": False},
    "sendPhoto": CAPTIONED | {"photo": True},
    "sendVideo": CAPTIONED | {"video": True},
    "sendVoice": CAPTIONED | {"voice": True},
    "sendAudio": CAPTIONED | {"audio": True},
    "sendDocument": CAPTIONED | {"document": True},
    "sendMediaGroup": {"chat_id": True, "media": True, "reply_parameters": False},
    "editMessageText": {
        "chat_id": True,
        "message_id": True,
        "text": True,
        "reply_markup": False,
        "link_preview_options": False,
    },
    "editMessageCaption": {"chat_id": True, "message_id": True, "caption": False, "reply_markup": False},
    "setMessageReaction": {"chat_id": True, "message_id": True, "reaction": False},
    "deleteMessages": {"chat_id": True, "message_ids": True},
    "answerCallbackQuery": {"callback_query_id": True, "text": False},
    "setMyCommands": {"commands": True, "scope": False, "language_code": False},
    "setWebhook": {"url": True, "secret_token": False, "allowed_updates": False, "max_connections": False},
    "deleteWebhook": {"drop_pending_updates": False},
    "getWebhookInfo": {},
    "getFile": {"file_id": True},
    "getUpdates": {"offset": False, "limit": False, "timeout": False, "allowed_updates": False},
}
LIMITS = {
    ("sendMessage", "text"): (1, 4096),
    ("editMessageText", "text"): (1, 4096),
    ("answerCallbackQuery", "text"): (0, 200),
}
WORDS = {"text", "caption", "callback_query_id", "file_id", "url", "secret_token", "language_code"}
# The reactions that a bot may give: a part of the documented list.
REACTIONS = set(
    "👍👎❤🔥🥰👏😁🤔🎉🤩🙏👌😍💯⚡🏆💔😐🍾💋😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾😡"
)


def decoded(fields: Mapping[str, str]) -> dict[str, Any]:
    """Form fields as Telegram reads them: whatever is not text by its rules is JSON."""
    return {name: value if name in WORDS else _read(value) for name, value in fields.items()}


def _read(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def complaints(method: str, params: Mapping[str, Any], files: Mapping[str, Any]) -> list[str]:
    """What Telegram would have against this call."""
    if method not in PARAMETERS:
        return ["there is no such method, or its rules are not written here"]
    known, given = PARAMETERS[method], set(params) | (set(files) & set(PARAMETERS[method]))
    return [
        *(f"{name} is missing" for name, required in known.items() if required and name not in given),
        *(f"{name} is not a parameter" for name in sorted(given - set(known))),
        *(f"{name} is no text" for name in sorted(WORDS & set(params)) if not isinstance(params[name], str)),
        *_too_long(method, params),
        *_bad_buttons(params),
        *_bad_media(params),
        *(f"{each} is no reaction" for each in _reactions(params) if each not in REACTIONS),
        *(f"the command {each['command']!r}" for each in params.get("commands", []) if not _is_command(each)),
    ]


def buttons(params: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [button for row in (params.get("reply_markup") or {}).get("inline_keyboard", []) for button in row]


def _too_long(method: str, params: Mapping[str, Any]) -> Iterator[str]:
    for name in ("text", "caption"):
        least, most = LIMITS.get((method, name), (0, 1024))
        if name in params and not least <= len(params[name].strip()) <= most:
            yield f"{name} has {len(params[name].strip())} characters, not {least}-{most}"


def _bad_buttons(params: Mapping[str, Any]) -> Iterator[str]:
    if len(buttons(params)) > 100:
        yield "more than 100 buttons"
    for button in buttons(params):
        if set(button) != {"text", "callback_data"} or not button["text"].strip():
            yield f"a button is {sorted(button)}"
        elif not 1 <= len(button["callback_data"].encode()) <= 64:
            yield "callback_data is not 1-64 bytes"


def _bad_media(params: Mapping[str, Any]) -> Iterator[str]:
    media = params.get("media")
    if media is None:
        return
    if not 2 <= len(media) <= 10:
        yield f"an album of {len(media)}"
    kinds = {item["type"] for item in media}
    if len(kinds) > 1 and kinds != {"photo", "video"}:
        yield f"an album of {sorted(kinds)}"
    for item in media:
        yield from _too_long("sendMediaGroup", item)


def _reactions(params: Mapping[str, Any]) -> list[str]:
    return [each["emoji"] for each in params.get("reaction") or []]


def _is_command(command: Mapping[str, str]) -> bool:
    word = command["command"]
    return re.fullmatch("[a-z0-9_]{1,32}", word) is not None and 1 <= len(command["description"]) <= 256
