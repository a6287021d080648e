"""A telephone with Telegram: updates go to the hook, and what the bot sent stands at the fake Bot API."""

import itertools
from typing import Any

from store.tables import Person
from tests.fakes.telegram import BOT, SECRET, Shown
from tests.harness.helpdesk import HelpDesk
from tests.harness.phones.phone import RECEIVED, Bubble, Phone, Sent, seeds


class TelegramPhone(Phone):
    acknowledges = True
    _updates = itertools.count(700_000)
    _people = itertools.count(5001)

    def __init__(self, desk: HelpDesk, person: Person):
        super().__init__(desk, person)
        self.id = next(self._people)
        self._messages = itertools.count(5000)
        self.said: dict[str, dict[str, Any]] = {}

    def enters(self) -> None:
        self.desk.link("telegram", str(self.id), self.person)

    def screen(self) -> list[Bubble]:
        """Photos without words belong to the bubble before them."""
        bubbles: list[Bubble] = []
        for shown in self.desk.telegram.messages(self.id):
            bare = shown.media and not shown.text
            whole = bubbles[-1] if bubbles else None
            if (
                bare
                and whole
                and whole.text != RECEIVED
                and str(shown.reply_to or whole.quotes) == whole.quotes
            ):
                bubbles[-1] = Bubble(
                    whole.id, whole.text, whole.choices, (*whole.files, str(shown.id)), whole.quotes
                )
            else:
                bubbles.append(_bubble(shown))
        return bubbles

    def fetch(self, file: str) -> bytes:
        shown = self.desk.telegram.messages(self.id)
        return next(each.media[0] for each in shown if str(each.id) == file)

    def says(self, text: str, *files: Sent, quoting: str = "", **more: Any) -> None:
        """Several files are an album, its caption with the first."""
        for update in self.updates(text, *files, quoting=quoting, **more):
            self.post(update)

    def updates(self, text: str, *files: Sent, quoting: str = "", **more: Any) -> list[dict[str, Any]]:
        """What Telegram will deliver, not delivered yet."""
        if quoting:
            more["reply_to_message"] = {**self._about(), "message_id": int(quoting), "from": BOT, "text": "…"}
        if not files:
            return [self._message(text=text, **more)]
        album = {"media_group_id": f"{self.id}{next(seeds)}"} if len(files) > 1 else {}
        captions = [{"caption": text} if text else {}, *[{}] * len(files)]
        return [
            self._message(**self._attached(file), **caption, **album, **more)
            for file, caption in zip(files, captions, strict=False)
        ]

    def presses(self, bubble: Bubble, data: str) -> None:
        self.post(self.press_update(bubble.id, data))

    def press_update(self, message_id: str, data: str) -> dict[str, Any]:
        shown = {**self._about(), "message_id": int(message_id), "from": BOT, "text": "…"}
        query = {"id": str(next(seeds)), "from": self._me(), "chat_instance": "1", "data": data}
        return {"update_id": next(self._updates), "callback_query": {**query, "message": shown}}

    def corrects(self, old: str, new: str, *files: Sent) -> None:
        """`files`: the one that stands there now."""
        before = self.said[old]
        attached = self._attached(files[0]) if files else {}
        field = "caption" if attached or "caption" in before else "text"
        kept = {name: value for name, value in before.items() if name != "text"}
        changed = {**kept, **attached, field: new, "edit_date": int(self.desk.now.timestamp())}
        self.said[new] = changed
        self.post({"update_id": next(self._updates), "edited_message": changed})

    def sends_sticker(self) -> None:
        about = {"file_id": "s1", "file_unique_id": "s1", "type": "regular", "width": 9, "height": 9}
        self.post(self._message(sticker={**about, "is_animated": False, "is_video": False}))

    def sends(self, **content: Any) -> None:
        """A message that holds what no other phone can send: a contact, say."""
        self.post(self._message(**content))

    def post(self, update: dict[str, Any]) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        answer = self.desk.app.test_client().post("/hooks/telegram", json=update, headers=headers)
        assert answer.status_code == 200, answer.status

    def _message(self, **content: Any) -> dict[str, Any]:
        message = {**self._about(), "message_id": next(self._messages), "from": self._me(), **content}
        self.said[content.get("text") or content.get("caption") or ""] = message
        return {"update_id": next(self._updates), "message": message}

    def _attached(self, file: Sent) -> dict[str, Any]:
        ref = self.desk.telegram.keep_file(file.content, file.name)
        about = {"file_id": ref, "file_unique_id": ref, "file_size": len(file.content)}
        if file.kind == "photo":
            return {"photo": [{**about, "width": 12, "height": 8}]}
        if file.kind == "voice":
            return {"voice": {**about, "duration": 3, "mime_type": file.content_type}}
        return {"document": {**about, "file_name": file.name, "mime_type": file.content_type}}

    def _about(self) -> dict[str, Any]:
        return {"chat": {"id": self.id, "type": "private"}, "date": int(self.desk.now.timestamp())}

    def _me(self) -> dict[str, Any]:
        first, _, last = self.person.name.partition(" ")
        return {"id": self.id, "is_bot": False, "first_name": first, "last_name": last}


def _bubble(shown: Shown) -> Bubble:
    text = RECEIVED if shown.reaction else shown.text
    files = (str(shown.id),) if shown.media else ()
    return Bubble(str(shown.id), text, shown.options, files, str(shown.reply_to or ""))
