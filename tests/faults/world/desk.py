"""A desk of real processes on a store of its own, and the providers around it: the world in which people talk."""

import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.admin import records
from store import schema
from store.database import Database
from store.people import people
from store.tables import Chat
from tests.databases.pg_server import PgServer
from tests.fakes import telegram as fake_telegram
from tests.faults.audit import remains, undone
from tests.faults.audit.arrivals import Arrivals
from tests.faults.audit.damage import Damage
from tests.faults.audit.evidence import gather
from tests.faults.audit.ledger import Ledger, Said
from tests.faults.audit.reminders import REPEAT_EVERY
from tests.faults.audit.stored import audit
from tests.faults.people.phones import Around, Phone, TelegramPhone, WhatsAppPhone
from tests.faults.providers import telegram, twilio, twilio_post
from tests.faults.providers.weather import Storm
from tests.faults.world.chaos import Chaos
from tests.faults.world.processes import Processes, Start
from tests.harness import programs
from tests.harness.desks import ALWAYS_OPEN, desk_on

PATIENCE = 420.0
"""Seconds: Twilio's list is read every three minutes, and not what is younger than one."""

REMINDERS = {
    "REMINDERS__UNASSIGNED_AFTER": "5s",
    "REMINDERS__UNANSWERED_AFTER": "5s",
    "REMINDERS__ESCALATE_AFTER": "10s",
    "REMINDERS__REPEAT_EVERY": f"{REPEAT_EVERY.seconds}s",
    "REMINDERS__NUDGE_AFTER": "20s",
    "REMINDERS__AUTOCLOSE_AFTER": "60s",
    "DEADLINES__CRITICAL": "20s",
    "DEADLINES__HIGH": "40s",
}
"""So soon that many fall due while processes are killed."""
ZONE = ZoneInfo("America/Argentina/Buenos_Aires")


class Desk:
    """`processes` run, `chaos` breaks them, `post` brings what people say, `ledger` remembers it."""

    def __init__(
        self,
        kind: str,
        folder: Path,
        seed: int,
        *,
        haste: float = 1.0,
        patience: float = PATIENCE,
        start: Start = programs.start_cold,
    ):
        """`kind` is sqlite or postgresql; `haste` shortens the providers' waits between two tries."""
        self.folder, self.seed, self.patience = folder, seed, patience
        self.server = PgServer(fsync=True) if kind == "postgresql" else None
        self.ledger, self.arrivals = Ledger(), Arrivals()
        self.telegram = telegram.Provider(seed, self.arrivals)
        self.twilio = twilio.Provider(seed + 1, self.arrivals, self._doors, haste)
        self.weathers = (self.telegram.weather, self.twilio.weather)
        self.ending, self.went_home = threading.Event(), threading.Event()
        self.store = Database(self._made())
        self.processes = Processes(self.store.url.render_as_string(False), folder, self._settings(), start)
        self.posts = (telegram.Post(self._doors, seed, haste), twilio_post.Post(self._doors, seed + 1))
        self.chaos = Chaos(self.processes, self.weathers, self.posts, self.ledger, self.server, seed)

    def _doors(self) -> Sequence[int]:
        return self.processes.doors

    def _settings(self) -> dict[str, str]:
        return {
            "WEB__PUBLIC_URL": twilio_post.PUBLIC_URL,
            "TELEGRAM__TOKEN": fake_telegram.TOKEN,
            "TELEGRAM__WEBHOOK_SECRET": fake_telegram.SECRET,
            "TELEGRAM__API_URL": self.telegram.url,
            **{f"HOURS__{key.upper()}": value for key, value in ALWAYS_OPEN.items()},
            **REMINDERS,
            "REMINDERS__DIGEST_AT": f"{datetime.now(ZONE) + timedelta(minutes=1):%H:%M}",
            **{f"WHATSAPP__{key.upper()}": value for key, value in self.twilio.settings.items()},
        }

    def _made(self) -> str:
        if self.server is None:
            return f"sqlite:///{self.folder}/desk.db"
        self.server.start()
        self.server.create("desk")
        return self.server.url("desk")

    def close(self) -> None:
        self.ending.set()
        self.went_home.set()
        for post in self.posts:
            post.ending.set()
        self.processes.close()
        self.store.close()
        self.telegram.close()
        self.twilio.close()
        if self.server is not None:
            self.server.stop()

    def deliver(self, said: Said) -> None:
        self.posts[said.chat.startswith("whatsapp:")].deliver(said)

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)

    def is_answered(self, chat: str, keys: Sequence[str]) -> bool:
        time.sleep(0.1)  # who asks asks again and again
        return undone.is_answered(self.store, chat, keys)

    def hire(self, names: Sequence[tuple[str, str, str]]) -> dict[str, Phone]:
        """(name, role, channel) → the phone of each."""
        schema.upgrade(self.store)
        phones: dict[str, Phone] = {}
        now = datetime.now(UTC)
        with self.store.write() as session:
            for place, (name, role, channel) in enumerate(names):
                person = people.add(session, name, role, now=now, company="LA CABAÑA S.A.")
                phones[name] = phone = phone_of(self, channel, place, name)
                session.add(
                    Chat(channel=channel, address=phone.chat, person=person, created_at=now, memory={})
                )
        return phones

    def rages(self, storm: Storm | None) -> None:
        for weather in self.weathers:
            weather.storm = storm

    # -- the end ------------------------------------------------------------------------------------------

    def calm(self) -> None:
        """Nothing fails any longer, and everything runs."""
        self.chaos.stop()
        self.rages(None)
        self.telegram.shut.clear()
        self.twilio.blocked_by.clear()
        for post in self.posts:
            post.repeats = 0
        if self.server is not None:
            self.server.start()
        self.processes.start()

    def drain(self, seconds: float) -> bool:
        """Waits until everything that was said is done with; False where something never is."""
        until = time.monotonic() + seconds
        while any(post.on_its_way for post in self.posts) or self.undone():
            if time.monotonic() > until:
                return False
            time.sleep(0.2)
        return True

    def rest(self, seconds: float) -> bool:
        """As `drain`, and then everything has ended: an audit of what goes on finds half of a reminder here, the
        other half there. What falls due at the last moment is still said."""
        until = time.monotonic() + seconds
        while True:
            drained = self.drain(until - time.monotonic())
            self.chaos.faults += self.processes.end()
            if not (drained and self.undone()):
                return drained
            self.processes.start()

    def look_back(self) -> None:
        """Who starts reads Twilio's list: nobody need wait for the next time that it is read."""
        until = time.monotonic() + 35
        while self._is_being_given_up() and time.monotonic() < until:
            time.sleep(0.1)
        if not undone.are_known(self.store, self._listed()):
            time.sleep(4)  # what may still come by the hook is left to it for so long
            self.processes.of("work", "run")[0].end()
            self.processes.start()

    def _is_being_given_up(self) -> bool:
        """Whether Twilio has tried something in vain, and still does."""
        late = time.monotonic() - 1
        return any(
            said.at < late and not said.owed
            for said in list(self.ledger.said)
            if said.chat.startswith("whatsapp:")
        )

    def undone(self) -> int:
        return undone.count(self.store, self._listed())

    def _listed(self) -> list[str]:
        return [said.key for said in self.posts[1].listed]

    def verdict(self, by_command: bool = True) -> list[Damage]:
        """The audit of what `ticketero export --all` writes, or, quicker, of what it would."""
        exported = self.folder / "export"
        if by_command:
            self.processes.ticketero("export", "--all", str(exported))
        else:
            list(records.export_all(desk_on(self.store, self.folder), exported))
        found = audit(gather(self.store, exported, self.arrivals.all, self.ledger, self.twilio.told))
        found += [Damage("ended badly", fault) for fault in self.chaos.faults]
        found += [Damage("against the rules", complaint) for complaint in self.complaints]
        return found

    def leaves(self, found: Sequence[Damage]) -> Path:
        """Where its rows, its logs and its ledger stay when all else is gone."""
        where = Path(tempfile.mkdtemp(prefix="ticketero-remains-"))
        remains.leave(where / "rows", self.store, self.ledger, self.arrivals.all, found)
        for log in self.folder.glob("*.log"):
            shutil.copy(log, where)
        return where

    @property
    def complaints(self) -> list[str]:
        leaks = [f"a login was sent to {place}" for place in self.twilio.files.leaks]
        return [*self.telegram.complaints, *self.twilio.complaints, *leaks]

    def figures(self) -> str:
        said = Counter(said.kind for said in self.ledger.said if said.taken)
        spoken = ", ".join(f"{count} {kind}s" for kind, count in said.items())
        struck = ", ".join(f"{count} {act}" for act, count in self.chaos.struck.items())
        posted, failed, repeated = (
            sum(getattr(post, name) for post in self.posts) for name in ("posted", "failed", "repeated")
        )
        return (
            f"tickets: {len(self.ledger.opened)}; taken: {spoken}; posts: {posted} ({failed} failed,"
            f" {repeated} repeated, {len(self.posts[1].listed)} left in Twilio's list); arrivals:"
            f" {len(self.arrivals.all)}, {len(self.twilio.told)} by WhatsApp; calls that went wrong:"
            f" {' and '.join(str(each.struck) for each in self.weathers)}; disasters: {struck or 'none'}"
        )


def phone_of(around: Around, channel: str, place: int, name: str) -> Phone:
    """A number that nobody else has."""
    if channel == "whatsapp":
        return WhatsAppPhone(around, f"whatsapp:+54911{40000000 + place}", name)
    return TelegramPhone(around, str(5001 + place), name)


@contextmanager
def opened(kind: str, seed: int, **how: Any) -> Iterator[Desk]:
    """`how` as for Desk."""
    folder = Path(tempfile.mkdtemp(prefix="ticketero-faults-"))
    desk = Desk(kind, folder, seed, **how)
    try:
        yield desk
    finally:
        desk.close()
        shutil.rmtree(folder, ignore_errors=True)
