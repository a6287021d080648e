"""A telephone with WhatsApp: Twilio's side of it."""

import itertools
from collections.abc import Sequence
from typing import Any

from store.tables import Person
from tests.fakes.twilio import Shown
from tests.harness.helpdesk import HelpDesk
from tests.harness.phones.phone import Bubble, Phone, Sent


class WhatsAppPhone(Phone):
    """Twilio's side of a WhatsApp: each photo is a message of its own, choices are lines or WhatsApp's buttons."""

    _numbers = itertools.count(5491140000000)

    def __init__(self, desk: HelpDesk, person: Person):
        super().__init__(desk, person)
        assert desk.twilio is not None
        self.twilio = desk.twilio
        self.address = f"whatsapp:+{next(self._numbers)}"

    def enters(self) -> None:
        """We may only speak to who has written."""
        self.desk.link("whatsapp", self.address, self.person)
        self.says("hola")
        self.desk.settle()
        self.news()

    def screen(self) -> list[Bubble]:
        """Photos without words belong to the bubble before them."""
        bubbles: list[Bubble] = []
        for shown in self.twilio.messages(self.address):
            text, choices = _choices(shown)
            files = (shown.id,) if shown.media else ()
            if files and not text and bubbles:
                whole = bubbles[-1]
                bubbles[-1] = Bubble(whole.id, whole.text, whole.choices, (*whole.files, *files))
            else:
                bubbles.append(Bubble(shown.id, text, choices, files))
        return bubbles

    def fetch(self, file: str) -> bytes:
        return next(each.media[0] for each in self.twilio.messages(self.address) if each.id == file)

    def says(self, text: str, *files: Sent, quoting: str = "") -> None:
        """Several files are as many messages; a document has no words but its name."""
        more: dict[str, Any] = {"OriginalRepliedMessageSid": quoting} if quoting else {}
        if not files:
            self.post(self.form(text, **more))
        for place, file in enumerate(files):
            words = file.name if file.kind == "document" else text if place == 0 else ""
            self.post(self.form(words, [(file.content_type, file.content)], MessageType=file.kind, **more))
            if file.kind == "document" and text:
                self.post(self.form(text, **more))

    def presses(self, bubble: Bubble, data: str) -> None:
        """WhatsApp's own buttons are pressed; what is a line is typed."""
        label = next(label for label, each in bubble.choices if each == data)
        if data == label:
            self.says(label)
        else:
            about: dict[str, Any] = {
                "ButtonText": label,
                "ButtonPayload": data,
                "OriginalRepliedMessageSid": bubble.id,
            }
            self.post(self.form(label, MessageType="interactive", **about))

    def sends_sticker(self) -> None:
        self.post(self.form("", [("image/webp", b"RIFF")], MessageType="sticker"))

    def form(self, text: str, media: Sequence[tuple[str, bytes]] = (), **more: Any) -> dict[str, str]:
        return self.twilio.form(self.address, text, media, ProfileName=self.person.name, **more)

    def post(self, form: dict[str, str]) -> None:
        status = self.twilio.post("http://127.0.0.1:8080/hooks/whatsapp", form)
        assert status == 200, status


def _choices(shown: Shown) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The words and the choices of a message, whether they are buttons or numbered lines at its end."""
    if shown.options:
        return shown.text, shown.options
    text, _, lines = shown.text.rpartition("\n\n")
    numbered = [line.partition(". ") for line in lines.split("\n")]
    if not text or [number for number, _, _ in numbered] != [str(n) for n, _ in enumerate(numbered, 1)]:
        return shown.text, ()
    return text, tuple((label, label) for _, _, label in numbered)
