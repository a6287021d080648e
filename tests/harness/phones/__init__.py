"""A telephone per channel, at the libraries' real HTTP edge: people type, press, send photos, reply, edit, and look.

A further channel is one more file here and its line in PHONES; every transcript then runs on it.
"""

from tests.harness.phones.phone import RECEIVED, Bubble, Phone, Sent, document, photo, voice
from tests.harness.phones.telegram import TelegramPhone
from tests.harness.phones.webchat import WebPhone
from tests.harness.phones.whatsapp import WhatsAppPhone

__all__ = [
    "PHONES",
    "RECEIVED",
    "Bubble",
    "Phone",
    "Sent",
    "TelegramPhone",
    "WebPhone",
    "WhatsAppPhone",
    "document",
    "photo",
    "voice",
]

PHONES: dict[str, type[Phone]] = {"telegram": TelegramPhone, "webchat": WebPhone, "whatsapp": WhatsAppPhone}
