"""What each method of the Bot API does here, and what it leaves behind: what chats show, files, updates, the hook."""

import threading
import time
from collections import Counter
from dataclasses import replace
from typing import Any

from tests.fakes.telegram import rules
from tests.fakes.telegram.calls import Call, Refused, Shown, Upload

BOT = {"id": 4242, "is_bot": True, "first_name": "Mesa", "username": "MesaBot"}
FETCHED_AT_MOST = 20 << 20


class Methods:
    """Named as Telegram's documentation names them."""

    def __init__(self) -> None:
        self.toasts: list[tuple[str, str]] = []
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.webhook: dict[str, Any] = {"url": ""}
        self.updates: list[dict[str, Any]] = []
        self._chats: dict[str, dict[int, Shown]] = {}
        self._ids: Counter[str] = Counter()
        self._files: dict[str, tuple[str, bytes]] = {}
        self._sizeless: set[str] = set()
        self._heard = threading.Condition()

    def getMe(self, call: Call) -> Any:
        return BOT | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def sendMessage(self, call: Call) -> Any:
        return self._show(call, call.params["text"])

    def _send_file(self, call: Call) -> Any:
        kind = call.method.removeprefix("send").lower()
        upload = _upload(call, call.params.get(kind, f"attach://{kind}"))
        return self._show(call, call.params.get("caption", ""), kind, upload)

    sendPhoto = sendVideo = sendVoice = sendAudio = sendDocument = _send_file

    def sendMediaGroup(self, call: Call) -> Any:
        return [
            self._show(call, item.get("caption", ""), item["type"], _upload(call, item["media"]))
            for item in call.params["media"]
        ]

    def editMessageText(self, call: Call) -> Any:
        if self._shown(call).media:
            raise Refused("Bad Request: there is no text in the message to edit")
        return self._edit(call, call.params["text"])

    def editMessageCaption(self, call: Call) -> Any:
        if not self._shown(call).media:
            raise Refused("Bad Request: there is no caption in the message to edit")
        return self._edit(call, call.params.get("caption", ""))

    def setMessageReaction(self, call: Call) -> Any:
        chat = self._chats.setdefault(call.chat, {})
        emoji = "".join(each["emoji"] for each in call.params.get("reaction", []))
        number = int(call.params["message_id"])
        chat[number] = replace(chat.get(number, Shown(number, "")), reaction=emoji)
        return True

    def deleteMessages(self, call: Call) -> Any:
        for number in call.params["message_ids"]:
            self._chats.get(call.chat, {}).pop(number, None)
        return True

    def answerCallbackQuery(self, call: Call) -> Any:
        self.toasts.append((call.params["callback_query_id"], call.params.get("text", "")))
        return True

    def setMyCommands(self, call: Call) -> Any:
        chat = call.params.get("scope", {}).get("chat_id", call.params.get("language_code", ""))
        self.commands[str(chat)] = call.params["commands"]
        return True

    def setWebhook(self, call: Call) -> Any:
        self.webhook = dict(call.params)
        return True

    def deleteWebhook(self, call: Call) -> Any:
        self.webhook = {"url": ""}
        return True

    def getWebhookInfo(self, call: Call) -> Any:
        kept = {
            key: self.webhook[key] for key in ("last_error_date", "last_error_message") if key in self.webhook
        }
        return {
            "url": self.webhook["url"],
            "has_custom_certificate": False,
            "pending_update_count": 0,
            **kept,
        }

    def getFile(self, call: Call) -> Any:
        file_id = call.params["file_id"]
        if file_id not in self._files:
            raise Refused("Bad Request: wrong file_id or the file is temporarily unavailable")
        path, content = self._files[file_id]
        if len(content) > FETCHED_AT_MOST:
            raise Refused("Bad Request: file is too big")
        place = path if path.startswith("/") else f"{file_id}/{path}"
        return {
            "file_id": file_id,
            "file_unique_id": file_id,
            **({} if file_id in self._sizeless else {"file_size": len(content)}),
            "file_path": place,
        }

    def getUpdates(self, call: Call) -> Any:
        if self.webhook["url"]:
            raise Refused(
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook", 409
            )
        offset, until = call.params.get("offset", 0), time.monotonic() + min(call.params.get("timeout", 0), 2)
        with self._heard:
            while True:
                self.updates = [
                    update for update in self.updates if update.get("update_id", offset) >= offset
                ]
                if self.updates or time.monotonic() > until:
                    return self.updates[: call.params.get("limit", 100)]
                self._heard.wait(0.05)

    # What is shown

    def _show(self, call: Call, text: str, kind: str = "", upload: Upload | None = None) -> Any:
        with self._heard:
            self._ids[call.chat] += 1
            number = 100 + self._ids[call.chat]
            shown = Shown(
                number,
                text,
                _options(call),
                (upload.content,) if upload else (),
                kind,
                upload.name if upload else "",
                reply_to=call.params.get("reply_parameters", {}).get("message_id"),
            )
            self._chats.setdefault(call.chat, {})[number] = shown
            self._heard.notify_all()
        return _message(call, shown)

    def _edit(self, call: Call, text: str) -> Any:
        before = self._shown(call)
        after = replace(before, text=text, options=_options(call), edited=True)
        if (before.text, before.options) == (after.text, after.options):
            raise Refused("Bad Request: message is not modified")
        with self._heard:
            self._chats[call.chat][before.id] = after
            self._heard.notify_all()
        return _message(call, after)

    def _shown(self, call: Call) -> Shown:
        shown = self._chats.get(call.chat, {}).get(int(call.params["message_id"]))
        if shown is None:
            raise Refused("Bad Request: message to edit not found")
        return shown


def _message(call: Call, shown: Shown) -> dict[str, Any]:
    return {
        "message_id": shown.id,
        "date": 1,
        "chat": {"id": int(call.chat), "type": "private"},
        "text": shown.text,
    }


def _upload(call: Call, where: str) -> Upload:
    upload = call.files.get(where.removeprefix("attach://"))
    if upload is None:
        raise Refused("Bad Request: wrong remote file identifier specified")
    return upload


def _options(call: Call) -> tuple[tuple[str, str], ...]:
    return tuple((button["text"], button["callback_data"]) for button in rules.buttons(call.params))
