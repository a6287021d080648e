"""The phones that people hold: what they do there, as their provider brings it, and what they see."""

import hashlib
import itertools
import time
from collections.abc import Sequence
from typing import Any, Protocol

from tests.fakes.telegram import BOT
from tests.faults.audit.arrivals import Shown
from tests.faults.audit.ledger import Ledger, Said, Wire
from tests.faults.providers import telegram, twilio

_updates = itertools.count(900_000_001)


class Around(Protocol):
    """What a phone needs of the world."""

    telegram: telegram.Provider
    twilio: twilio.Provider
    ledger: Ledger

    def is_answered(self, chat: str, keys: Sequence[str]) -> bool:
        """Whether the desk heard these, and said what it had to say there."""
        ...


class Phone(Protocol):
    """`albums`, `corrects`: whether it has them."""

    chat: str
    albums: bool
    corrects: bool
    greets: bool
    """Whether one must write there before one is written to."""

    def writes(self, text: str, quoting: str = "") -> Wire: ...

    def shows(self, photo: bytes, caption: str, album: str, quoting: str = "") -> Wire: ...

    def presses(self, shown: Shown, label: str) -> Wire: ...

    def correction(self, said: Said, text: str) -> Wire: ...

    def shuts_the_door(self, shut: bool) -> Wire | None:
        """Blocks us, or lets us in again; None where nobody is told of it."""
        ...

    def feed(self, after: int) -> list[Shown]: ...

    def has_noted(self, sent: Sequence[Said]) -> bool:
        """Whether no more will come of them than has come."""
        ...


class TelegramPhone:
    albums = corrects = True
    greets = False

    def __init__(self, around: Around, chat: str, name: str):
        self._telegram, self._ledger, self.chat, self._name = around.telegram, around.ledger, chat, name

    def writes(self, text: str, quoting: str = "") -> Wire:
        return self._sends(quoting, text=text)

    def shows(self, photo: bytes, caption: str, album: str, quoting: str = "") -> Wire:
        ref = self._telegram.keep_file(photo)
        size = {"file_id": ref, "file_unique_id": ref, "file_size": len(photo), "width": 9, "height": 9}
        of_album = {"media_group_id": album} if album else {}
        return self._sends(quoting, photo=[size], **of_album, **({"caption": caption} if caption else {}))

    def _sends(self, quoting: str, **content: Any) -> Wire:
        quoted = {"reply_to_message": self._message(int(quoting), sender=BOT, text="…")} if quoting else {}
        number = self._telegram.next_id(self.chat)
        message = self._message(number, **content, **quoted)
        return _update("message", str(number), bool(quoting), message=message)

    def presses(self, shown: Shown, label: str) -> Wire:
        data = next(data for known, data in shown.options if known == label)
        query = {"id": f"q{next(_updates)}", "from": self._me(), "chat_instance": "1", "data": data}
        message = self._message(int(shown.id), sender=BOT, text="…")
        return _update("press", callback_query={**query, "message": message})

    def correction(self, said: Said, text: str) -> Wire:
        message = {**said.wire.body["message"], "text": text, "edit_date": int(time.time())}
        return _update("edit", said.wire.message_id, edited_message=message)

    def shuts_the_door(self, shut: bool) -> Wire | None:
        (self._telegram.shut.add if shut else self._telegram.shut.discard)(self.chat)
        bot = {"user": BOT, "status": "member"}
        out = {"user": BOT, "status": "kicked", "until_date": 0}
        change = {"old_chat_member": bot if shut else out, "new_chat_member": out if shut else bot}
        return _update("door", my_chat_member={**self._about(), "from": self._me(), **change})

    def _message(
        self, message_id: int, sender: dict[str, Any] | None = None, **content: Any
    ) -> dict[str, Any]:
        return {"message_id": message_id, "from": sender or self._me(), **self._about(), **content}

    def _about(self) -> dict[str, Any]:
        return {"chat": {"id": int(self.chat), "type": "private"}, "date": int(time.time())}

    def _me(self) -> dict[str, Any]:
        first, _, last = self._name.partition(" ")
        return {"id": int(self.chat), "is_bot": False, "first_name": first, "last_name": last}

    def feed(self, after: int) -> list[Shown]:
        return self._telegram.arrivals.feed(self.chat, after)

    def has_noted(self, sent: Sequence[Said]) -> bool:
        """A sign on the last of what belongs somewhere, of an album on any."""
        written = [said for said in sent if said.home]
        signed = written if written[0].album else written[-1:]
        return any(self._telegram.has_reacted(self.chat, int(said.wire.message_id)) for said in signed)


def _update(kind: str, message_id: str = "", quotes: bool = False, **what: Any) -> Wire:
    number = next(_updates)
    return Wire(kind, str(number), {"update_id": number, **what}, message_id, quotes)


class WhatsAppPhone:
    """No albums, no corrections; choices are WhatsApp's own buttons, or lines of which one types the words."""

    albums = corrects = False
    greets = True

    def __init__(self, around: Around, chat: str, name: str):
        self._around, self._twilio, self.chat, self._name = around, around.twilio, chat, name

    def writes(self, text: str, quoting: str = "") -> Wire:
        return self._sends("message", text, quoting)

    def shows(self, photo: bytes, caption: str, album: str, quoting: str = "") -> Wire:
        wire = self._sends("message", caption, quoting, media=[("image/jpeg", photo)])
        if int(hashlib.sha256(photo).hexdigest(), 16) % 4 == 0:  # Twilio tells of some before it has them
            self._twilio.files.not_yet(wire.body, 1)
        return wire

    def presses(self, shown: Shown, label: str) -> Wire:
        data = next(data for known, data in shown.options if known == label)
        if not data:
            return self.writes(label)
        pressed = {"ButtonText": label, "ButtonPayload": data, "MessageType": "interactive"}
        return self._sends("press", label, shown.id, **pressed)

    def correction(self, said: Said, text: str) -> Wire:
        raise NotImplementedError

    def shuts_the_door(self, shut: bool) -> Wire | None:
        (self._twilio.blocked_by.add if shut else self._twilio.blocked_by.discard)(self.chat)
        return None

    def _sends(self, kind: str, text: str, quoting: str, **more: Any) -> Wire:
        quoted: dict[str, Any] = {"OriginalRepliedMessageSid": quoting} if quoting else {}
        form = self._twilio.form(self.chat, text, ProfileName=self._name, **quoted, **more)
        return Wire(kind, form["MessageSid"], form, form["MessageSid"], bool(quoting))

    def feed(self, after: int) -> list[Shown]:
        return self._twilio.arrivals.feed(self.chat, after)

    def has_noted(self, sent: Sequence[Said]) -> bool:
        """WhatsApp has no signs, and a short line only sometimes: that we have heard them is asked of the store."""
        return self._around.is_answered(self.chat, [said.key for said in sent])
