"""Reads Twilio's own list of messages: whether a call of unknown outcome went out, and what never reached our hooks."""

import re
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels import signed_links
from bot.channels.messages import FileRef, Inbound, Outbound, Receipt, Sender
from bot.channels.whatsapp import forms
from bot.channels.whatsapp.client import API, Client
from store.timekeeper import wall

FAILED = ("failed", "undelivered", "canceled")
CLOCK_SKEW = timedelta(minutes=2)  # between Twilio's clock and ours
MOST = 1000  # messages in one reading
_SIGNED = re.compile(rf"(https?://\S+{signed_links.PATH}[\w-]+)\.\S+")


def sent_already(client: Client, number: str, message: Outbound, said: str) -> str | None:
    """The id of the message that an earlier try of this one became; None where none went out.

    `said` is its text as it goes out. `message.others` are known to be something else: the same words are said more
    than once in a chat.
    """
    since = message.tried_since
    assert since is not None
    found = client.run(
        lambda twilio: twilio.messages.list(
            to=message.address, from_=number, date_sent_after=since - CLOCK_SKEW, limit=MOST
        )
    )
    for each in reversed(found):  # the oldest of them is the first try
        new = each.sid not in message.others and each.status not in FAILED
        made = each.date_created
        if new and _says(each.body or "", message, said) and (made is None or made >= since - CLOCK_SKEW):
            return str(each.sid)
    return None


def _says(body: str, message: Outbound, said: str) -> bool:
    if message.kind == "news":  # a template has words of its own
        return message.subject in body and message.text in body
    as_buttons = [message.text] if message.options else []
    return _without_signatures(body) in map(_without_signatures, [said, *as_buttons])


def _without_signatures(text: str) -> str:
    """A link to a file is signed anew for each try."""
    return _SIGNED.sub(r"\1", text).strip()


def missed(
    client: Client, number: str, since: datetime, known: Callable[[Collection[str]], Collection[str]]
) -> list[Inbound]:
    """What people wrote since then and `known` does not know, in order."""
    found = client.run(lambda twilio: twilio.messages.list(to=number, date_sent_after=since, limit=MOST))
    inbound = [each for each in reversed(found) if str(each.direction) == "inbound"]
    heard = set(known([each.sid for each in inbound]))
    new = [each for each in inbound if each.sid not in heard]
    return [heard for heard in _in_order(client, new) if heard.address]


def failed(client: Client, number: str, since: datetime) -> list[Receipt]:
    """What we sent since then and Twilio could not deliver."""
    found = client.run(lambda twilio: twilio.messages.list(from_=number, date_sent_after=since, limit=MOST))
    told = [
        forms.read_receipt(
            {"MessageSid": each.sid, "MessageStatus": "failed", "ErrorCode": str(each.error_code or "")}, None
        )
        for each in reversed(found)
        if each.status in FAILED
    ]
    return [receipt for receipt in told if receipt is not None]


def _in_order(client: Client, messages: Iterable[Any]) -> list[Inbound]:
    # The list came newest first, to the second, and was turned round: a stable sort keeps the order within a second.
    return [_inbound(client, each) for each in sorted(messages, key=_moment)]


def _inbound(client: Client, message: Any) -> Inbound:
    """The list tells of no button, no quote, no place and no name: the words are all there is."""
    address = forms.address_of(message.from_ or "")
    number = address.removeprefix(forms.PREFIX)
    body, files = message.body or "", _files(client, message)
    names = [file.name for file in files]
    return Inbound(
        channel=forms.NAME,
        address=address,
        key=message.sid,
        at=_moment(message),
        text="" if body in names else body,
        files=tuple(files),
        message_id=message.sid,
        unreadable="" if body or files else "message",
        sender=Sender(phone=number if number.startswith("+") else ""),
        late=True,
    )


def _files(client: Client, message: Any) -> list[FileRef]:
    if not int(message.num_media or 0):
        return []
    media = client.run(lambda twilio: twilio.messages(message.sid).media.list(limit=forms.MOST_FILES))
    folder = f"{API}/2010-04-01/Accounts/{client.account}/Messages/{message.sid}/Media"
    return [
        forms.file_ref(
            f"{folder}/{each.sid}", each.content_type, forms.document_name(message.body, each.content_type)
        )
        for each in media
    ]


def _moment(message: Any) -> datetime:
    at = message.date_sent or message.date_created
    return at.astimezone(UTC) if at is not None else wall()
