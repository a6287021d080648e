"""Reads what Twilio posts to us: a form's fields become an Inbound or a Receipt.

Twilio adds and drops fields without notice, so none is taken for granted.
"""

import mimetypes
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.channels import shared
from bot.channels.messages import FileRef, Inbound, Receipt, Sender
from bot.channels.whatsapp import failures

NAME = "whatsapp"
PREFIX = "whatsapp:"
MOST_FILES = 10

Fields = Mapping[str, str]

# A business-scoped id: what WhatsApp gives us of a person who does not show their number.
_SCOPED = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}")
_NUMBER = re.compile(r"\+[1-9][0-9]{5,16}")
_FILE_NAME = re.compile(r"[^\r\n/\\]{1,200}\.[A-Za-z0-9]{1,8}")
_NAME_OF_WORDS = re.compile(r"(?s).*\.(?=[0-9]*[A-Za-z])[A-Za-z0-9]{2,4}")
_KINDS = {"image": "photo", "video": "video", "audio": "audio"}
_READ_AS = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "failed": "failed",
    "undelivered": "failed",
}


class Unknown(Exception):
    """A form that cannot be read, and why."""


def read_message(fields: Fields, now: datetime) -> Inbound:
    """What a person did. Raises Unknown."""
    sid, address = fields.get("MessageSid") or fields.get("SmsSid") or "", _address(fields.get("From", ""))
    if not sid or not address:
        raise Unknown("no MessageSid or no From")
    press = fields.get("ButtonPayload") or fields.get("ListId") or ""
    files = tuple(_files(fields))
    return Inbound(
        channel=NAME,
        address=address,
        key=sid,
        at=now,
        kind="press" if press else "message",
        text=_text(fields, files),
        files=files,
        press=press,
        # A press is told apart by the message that carries the button; it is not itself a message of the chat.
        message_id=fields.get("OriginalRepliedMessageSid", "") if press else sid,
        quoted="" if press else fields.get("OriginalRepliedMessageSid", ""),
        forwarded="true" in (fields.get("Forwarded"), fields.get("FrequentlyForwarded")),
        unreadable=_unreadable(fields, files),
        other_address=_other(fields, address),
        sender=_sender(fields, address),
    )


def read_receipt(fields: Fields, outbox_id: int | None) -> Receipt | None:
    """What became of a message of ours; None for a state that we have no use for."""
    sid = fields.get("MessageSid") or fields.get("SmsSid") or ""
    status = _READ_AS.get((fields.get("MessageStatus") or fields.get("SmsStatus") or "").lower())
    if not sid or status is None:
        return None
    failure = failures.of_code(_code(fields), fields.get("ErrorMessage", "")) if status == "failed" else None
    return Receipt(NAME, sid, status, outbox_id, failure)


def address_of(text: str) -> str:
    """With the channel's prefix, which Twilio does not always send."""
    return text if not text or text.startswith(PREFIX) else PREFIX + text


def _address(sender: str) -> str:
    """The literal sender: what an answer must be sent to. Numbers are not spelled anew (Argentina's 9)."""
    bare = sender.removeprefix(PREFIX).strip()
    return PREFIX + bare if _NUMBER.fullmatch(bare) or _SCOPED.fullmatch(bare) else ""


def _other(fields: Fields, address: str) -> str:
    """The same person's scoped id, beside their number; it comes with the prefix and without."""
    bare = fields.get("ExternalUserId", "").removeprefix(PREFIX)
    return PREFIX + bare if _SCOPED.fullmatch(bare) and PREFIX + bare != address else ""


def _sender(fields: Fields, address: str) -> Sender:
    number = address.removeprefix(PREFIX)
    return Sender(
        name=" ".join(fields.get("ProfileName", "").split()),
        username=fields.get("ProfileUsername", ""),
        phone=number if number.startswith("+") else "",
    )


def _text(fields: Fields, files: Sequence[FileRef]) -> str:
    """What was written, or the label that was pressed. A document's Body is its name, not a caption."""
    said = fields.get("ButtonText") or fields.get("ListTitle") or fields.get("Body", "")
    if any(file.name == said.strip() for file in files):
        return ""
    return said or _place(fields)


def _place(fields: Fields) -> str:
    """A location, as a link that opens on any telephone."""
    latitude, longitude = fields.get("Latitude", ""), fields.get("Longitude", "")
    if not (latitude and longitude):
        return ""
    return shared.place(latitude, longitude, fields.get("Label", ""), fields.get("Address", ""))


def _unreadable(fields: Fields, files: Sequence[FileRef]) -> str:
    kind = fields.get("MessageType", "").lower()
    return "" if files or _text(fields, files) else kind if kind and kind != "text" else "message"


def _files(fields: Fields) -> list[FileRef]:
    """NumMedia counts them; their types may be missing."""
    count = int(fields["NumMedia"]) if fields.get("NumMedia", "").isdecimal() else 0
    media = [
        (fields.get(f"MediaUrl{place}", ""), fields.get(f"MediaContentType{place}", ""))
        for place in range(min(count, MOST_FILES))
    ]
    sure = fields.get("MessageType") == "document"
    return [
        file_ref(url, content_type, document_name(fields.get("Body"), content_type, sure=sure))
        for url, content_type in media
        if url and fields.get("MessageType") != "sticker"
    ]


def file_ref(url: str, content_type: str, name: str = "") -> FileRef:
    plain = content_type.split(";")[0].strip().lower() or "application/octet-stream"
    kind = "voice" if plain == "audio/ogg" else _KINDS.get(plain.split("/")[0], "document")
    ending = ".vcf" if plain.endswith("vcard") else (mimetypes.guess_extension(plain) or ".bin")
    return FileRef(kind, url, name or f"{plain.split('/')[0]}{ending}", plain)


def document_name(body: str | None, content_type: str, *, sure: bool = False) -> str:
    """The Body of a document, where it looks like a file's name: it may be what somebody wrote beneath it, too. `sure`:
    it is said to be a document, of whatever type."""
    name = (body or "").strip()
    if not (sure or content_type.startswith(("application/", "text/"))) or not _FILE_NAME.fullmatch(name):
        return ""
    of_words = len(name.split()) > 1
    known = mimetypes.guess_type(name)[0] is not None
    return name if known or not of_words or _NAME_OF_WORDS.fullmatch(name) else ""


def _code(fields: Fields) -> int | None:
    code = fields.get("ErrorCode", "")
    return int(code) if code.isdecimal() else None
