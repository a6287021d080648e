"""Plays a transcript on a desk: its people act, and are told just what stands there; `steps` says how it is written."""

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.channels.rate_limit import Limit
from store.tables import Person
from tests.databases import stores
from tests.fakes import telegram as fake_telegram
from tests.fakes import twilio as fake_twilio
from tests.harness.helpdesk import NO_LIMIT, HelpDesk
from tests.harness.phones import (
    PHONES,
    RECEIVED,
    Bubble,
    Phone,
    Sent,
    TelegramPhone,
    WebPhone,
    WhatsAppPhone,
    document,
    photo,
    voice,
)
from tests.harness.steps import Step, fits, read

CAST = {
    "Marta": ("Marta Gómez", "client", {"company": "LA CABAÑA S.A."}),
    "Pablo": ("Pablo Ruiz", "client", {"company": "Ruiz Hnos."}),
    "Ana": ("Ana Torres", "technician", {}),
    "Beto": ("Beto Sosa", "technician", {}),
    "Julia": ("Julia Paz", "lead", {}),
}
UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days"}
ADDED = ("Lo sumé al Ticket ….", "Se lo mandé a … (Ticket …).", "Nota guardada en el Ticket ….")
"""What stands for the sign on a channel that has none."""
ATTACHED = {"foto": photo, "archivo": document, "voz": voice}


class Mismatch(AssertionError):
    """What was said is not what stands in the transcript."""


@dataclass
class Conversation:
    """`chat("…")`: goes through a transcript. `photos` are the bytes that were sent, in order."""

    desk: HelpDesk
    channel: str
    way: str = "button"
    photos: list[bytes] = field(default_factory=list)
    phones: dict[str, Phone] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    _channels: dict[str, str] = field(default_factory=dict)
    _news: dict[str, deque[Bubble]] = field(default_factory=lambda: defaultdict(deque))
    _log: list[str] = field(default_factory=list)

    def __call__(self, transcript: str) -> None:
        steps = list(read(transcript))
        for who in dict.fromkeys(step.who for step in steps if step.who):
            self.phone(who)
        before: Step | None = None
        for step in steps:
            self._go(step, before)
            before = step
        for who in dict.fromkeys(step.who for step in steps if step.who):
            self._nothing_else(who)

    def on(self, **channels: str) -> None:
        """Who is on which channel, where it is not the one of all."""
        self._channels.update(channels)

    def hire(self, name: str, role: str, **about: Any) -> None:
        """One more person, known in the transcripts by the first name."""
        self.hire_all((name, role, about))

    def hire_all(self, *known: tuple[str, str, dict[str, Any]]) -> None:
        self.people.update({person.name.split()[0]: person for person in self.desk.people(*known)})

    def phone(self, who: str) -> Phone:
        """The person's phone; at first sight they enter."""
        if who not in self.phones:
            phone = self.phones[who] = PHONES[self._channels.get(who, self.channel)](
                self.desk, self.people[who]
            )
            phone.enters()
        return self.phones[who]

    def telegram(self, who: str) -> TelegramPhone:
        """The phone of somebody who is on Telegram, for what only that can do."""
        phone = self.phone(who)
        assert isinstance(phone, TelegramPhone)
        return phone

    def whatsapp(self, who: str) -> WhatsAppPhone:
        """The same of somebody who is on WhatsApp."""
        phone = self.phone(who)
        assert isinstance(phone, WhatsAppPhone)
        return phone

    def webchat(self, who: str) -> WebPhone:
        """The same of somebody who has the web chat open."""
        phone = self.phone(who)
        assert isinstance(phone, WebPhone)
        return phone

    def thread(self, number: int = 1) -> list[str]:
        """What was written into a ticket, in order."""
        return [entry["text"] for entry in self.desk.ticket(number)["thread"]]

    def told(self, who: str) -> list[Bubble]:
        """What came for this person and no transcript has spoken of."""
        self.desk.settle()
        self._look(who)
        news, self._news[who] = list(self._news[who]), deque()
        return news

    # -- a step -------------------------------------------------------------------------------------------

    def _go(self, step: Step, before: Step | None) -> None:
        if step.kind == "--":
            self.desk.settle()
            number, unit = step.text.split()
            self.desk.later(**{UNITS[unit]: float(number)})
            self._log.append(f"-- {step.text}")
        elif step.kind == ">":
            self._act(step, in_a_row=before is not None and (before.kind, before.who) == (">", step.who))
        else:
            self.desk.settle()
            self._expect(step)

    def _act(self, step: Step, in_a_row: bool) -> None:
        if in_a_row:
            self._look(step.who)
            self._news[step.who].clear()
        else:
            self._nothing_else(step.who)
        self.desk.later(seconds=1)
        self._log.append(f"{step.who} > {step.text}")
        try:
            self._do(self.phone(step.who), step.text)
        except LookupError as error:
            raise self._mismatch(str(error)) from None
        self.desk.work()

    def _do(self, phone: Phone, text: str) -> None:
        if text.startswith("["):
            self._choose(phone, text.strip("[]"))
        elif text == "(sticker)":
            phone.sends_sticker()
        elif found := re.fullmatch(r"\(corrige «(.*?)»\) (.*)", text, re.DOTALL):
            words, files = self._attached(found[2])
            phone.corrects(found[1], words, *files)
        elif found := re.fullmatch(r"\(a «(.*?)»\) ?(.*)", text, re.DOTALL):
            words, files = self._attached(found[2])
            phone.says(words, *files, quoting=phone.showing(found[1]).id)
        else:
            words, files = self._attached(text)
            phone.says(words, *files)

    def _choose(self, phone: Phone, label: str) -> None:
        bubble, place = phone.offering(label)
        if self.way == "button":
            phone.presses(bubble, bubble.choices[place][1])
        else:
            phone.says(label.upper() + "!" if self.way == "label" else str(place + 1))

    def _attached(self, text: str) -> tuple[str, list[Sent]]:
        found = re.fullmatch(r"\((foto|archivo|voz)(?: (\d+))?\) ?(.*)", text, re.DOTALL)
        if found is None:
            return text, []
        files = [ATTACHED[found[1]]() for _ in range(int(found[2] or 1))]
        self.photos += [file.content for file in files]
        return found[3], files

    # -- what is told -------------------------------------------------------------------------------------

    def _look(self, who: str) -> None:
        for bubble in self.phone(who).news():
            self._news[who].append(bubble)
            self._log.append(f"        {who} < {_shown(bubble)}")

    def _expect(self, step: Step) -> None:
        self._look(step.who)
        news = self._news[step.who]
        if step.text == "...":
            news.clear()
            return
        if step.text == RECEIVED and not self.phone(step.who).acknowledges:
            if news and any(fits(said, news[0].text) for said in ADDED):
                news.popleft()
            return
        if not news:
            raise self._mismatch(f"nothing more was told to {step.who}; expected: {step.text}")
        self._compare(step, news.popleft())

    def _compare(self, step: Step, bubble: Bubble) -> None:
        if not fits(step.text, bubble.text):
            raise self._mismatch(f"{step.who} expected: {step.text}\nbut was told: {bubble.text}")
        if step.labels is not None and not fits(_in_brackets(step.labels), _in_brackets(bubble.labels)):
            raise self._mismatch(f"{step.who} expected {step.labels}, not {list(bubble.labels)}")
        if step.files is not None and len(bubble.files) != step.files:
            raise self._mismatch(f"{step.who} expected {step.files} files, not {len(bubble.files)}")

    def _nothing_else(self, who: str) -> None:
        self.desk.settle()
        self._look(who)
        if self._news[who]:
            told = "\n".join(map(_shown, self._news[who]))
            raise self._mismatch(f"{who} was told besides:\n{told}")

    def _mismatch(self, why: str) -> Mismatch:
        went = "\n".join(self._log[-12:])
        return Mismatch(f"{why}\n\nThe transcript as it went:\n{went}")


def _shown(bubble: Bubble) -> str:
    files = f" (archivos {len(bubble.files)})" if bubble.files else ""
    return f"{bubble.text} {_in_brackets(bubble.labels)}{files}".strip()


def _in_brackets(labels: Any) -> str:
    return " ".join(f"[{label}]" for label in labels)


# -- the fixtures -----------------------------------------------------------------------------------------

PLACES = ("telegram-sqlite", "webchat-sqlite", "telegram-postgresql", "webchat-postgresql", "whatsapp-sqlite")
EACH_CHANNEL = (PLACES[0], PLACES[3], PLACES[4])
elsewhere = pytest.mark.parametrize("place", EACH_CHANNEL[:2], indirect=True)
"""But on WhatsApp, which edits nothing, takes nothing back, tells no albums, and shuts its window after a day."""

on_telegram = pytest.mark.parametrize("place", PLACES[:1], indirect=True)
on_whatsapp = pytest.mark.parametrize("place", PLACES[4:], indirect=True)
on_whatsapp_on_both_stores = pytest.mark.parametrize(
    "place", [PLACES[4], "whatsapp-postgresql"], indirect=True
)
on_both_stores = pytest.mark.parametrize("place", PLACES[0:3:2], indirect=True)


@pytest.fixture(params=EACH_CHANNEL)
def place(request: pytest.FixtureRequest) -> str:
    """The channel of everybody, and the store: every channel once and each store, where a test does not say otherwise.

    Not each channel on each store: no channel knows the store, and no store the channel.
    """
    return str(request.param)


@pytest.fixture
def telegram() -> Iterator[fake_telegram.FakeTelegram]:
    with fake_telegram.running() as fake:
        yield fake


@pytest.fixture
def twilio() -> Iterator[fake_twilio.FakeTwilio]:
    fake = fake_twilio.FakeTwilio()
    yield fake
    fake.close()


@pytest.fixture
def settings() -> dict[str, Any]:
    """What a test's desk has in its config.toml, beyond the credentials."""
    return {}


@pytest.fixture
def whatsapp_limit() -> Limit:
    """How fast one person may be written to by WhatsApp."""
    return NO_LIMIT


@pytest.fixture
def helpdesk(
    request: pytest.FixtureRequest,
    place: str,
    tmp_path: Path,
    telegram: fake_telegram.FakeTelegram,
    settings: dict[str, Any],
    whatsapp_limit: Limit,
) -> Iterator[HelpDesk]:
    """What breaks our code, and what Telegram would refuse, fails the test."""
    url = request.getfixturevalue("sqlite_url" if place.endswith("sqlite") else "pg_url")
    twilio = request.getfixturevalue("twilio") if place.startswith("whatsapp") else None
    for store in stores.opened(url):
        desk = HelpDesk(store, tmp_path, telegram, twilio, whatsapp_limit, **settings)
        yield desk
        desk.settle()
        desk.close()
        assert desk.failed() == []
        assert twilio is None or (twilio.complaints, twilio.files.leaks) == ([], [])


@pytest.fixture
def chat(helpdesk: HelpDesk, place: str) -> Conversation:
    """The cast of the transcripts, all on one channel."""
    conversation = Conversation(helpdesk, place.partition("-")[0])
    conversation.hire_all(*CAST.values())
    return conversation
