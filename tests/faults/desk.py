"""A desk of real processes on a store of its own, with a Telegram around it: the world in which people talk."""

import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from bot.office import records
from store import people, schema
from store.database import Database, StoreAway
from store.tables import Chat, File, InboxMessage, OutboxMessage
from tests.desks import desk_on
from tests.faults.audit import audit
from tests.faults.chaos import Chaos
from tests.faults.damage import Damage
from tests.faults.evidence import gather
from tests.faults.ledger import Ledger, Said
from tests.faults.processes import Processes
from tests.faults.telegram import Post, Provider
from tests.pg_server import PgServer


class Desk:
    """`processes` run, `chaos` breaks them, `post` brings what people say, `ledger` remembers it."""

    def __init__(self, kind: str, folder: Path, seed: int, *, haste: float = 1.0, patience: float = 240.0):
        """`kind` is sqlite or postgresql; `haste` shortens Telegram's waits between two tries."""
        self.folder, self.seed, self.patience = folder, seed, patience
        self.server = PgServer(fsync=True) if kind == "postgresql" else None
        self.ledger, self.telegram = Ledger(), Provider(seed)
        self.ending, self.went_home = threading.Event(), threading.Event()
        self.store = Database(self._made())
        self.processes = Processes(self.store.url.render_as_string(False), folder, self.telegram.url)
        self.post = Post(lambda: self.processes.doors, seed, haste)
        self.chaos = Chaos(self.processes, self.telegram, self.ledger, self.server, seed)

    def _made(self) -> str:
        if self.server is None:
            return f"sqlite:///{self.folder}/desk.db"
        self.server.start()
        self.server.create("desk")
        return self.server.url("desk")

    def close(self) -> None:
        self.ending.set()
        self.went_home.set()
        self.post.ending.set()
        self.processes.close()
        self.store.close()
        self.telegram.close()
        if self.server is not None:
            self.server.stop()

    def deliver(self, said: Said) -> None:
        self.post.deliver(said)

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)

    def hire(self, names: Sequence[tuple[str, str]]) -> dict[str, str]:
        """(name, role) → the chat of each."""
        schema.upgrade(self.store)
        chats = {}
        now = datetime.now(UTC)
        with self.store.write() as session:
            for place, (name, role) in enumerate(names):
                person = people.add(session, name, role, now=now, company="LA CABAÑA S.A.")
                chats[name] = str(5001 + place)
                session.add(
                    Chat(channel="telegram", address=chats[name], person=person, created_at=now, memory={})
                )
        return chats

    # -- the end ------------------------------------------------------------------------------------------

    def calm(self) -> None:
        """Nothing fails any longer, and everything runs."""
        self.chaos.stop()
        self.telegram.storm = None
        self.telegram.shut.clear()
        self.post.repeats = 0
        if self.server is not None:
            self.server.start()
        self.processes.start()

    def drain(self, seconds: float) -> bool:
        """Waits until everything that was said is done with; False where something never is."""
        until = time.monotonic() + seconds
        while self.post.on_its_way or self.undone():
            if time.monotonic() > until:
                return False
            time.sleep(0.2)
        return True

    def undone(self) -> int:
        waiting = (
            select(func.count()).select_from(InboxMessage).where(InboxMessage.state == "waiting"),
            select(func.count())
            .select_from(OutboxMessage)
            .where(OutboxMessage.state.in_(("waiting", "sending", "held"))),
            select(func.count()).select_from(File).where(File.state == "wanted"),
        )
        try:
            with self.store.read() as session:
                return sum(session.scalar(query) or 0 for query in waiting)
        except StoreAway:
            return 1

    def verdict(self, by_command: bool = True) -> list[Damage]:
        """The audit of what `ticketero export --all` writes, or, quicker, of what it would."""
        exported = self.folder / "export"
        if by_command:
            self.processes.ticketero("export", "--all", str(exported))
        else:
            list(records.every(desk_on(self.store, self.folder), exported))
        found = audit(gather(self.store, exported, self.telegram.arrivals, self.ledger))
        found += [Damage("ended badly", fault) for fault in self.chaos.faults]
        found += [Damage("against the rules", complaint) for complaint in self.telegram.complaints]
        return found

    def figures(self) -> str:
        said = Counter(said.kind for said in self.ledger.said if said.taken)
        spoken = ", ".join(f"{count} {kind}s" for kind, count in said.items())
        struck = ", ".join(f"{count} {act}" for act, count in self.chaos.struck.items())
        return (
            f"tickets: {len(self.ledger.opened)}; taken: {spoken}; posts: {self.post.posted}"
            f" ({self.post.failed} failed, {self.post.repeated} repeated); arrivals: {len(self.telegram.arrivals)};"
            f" calls that went wrong: {self.telegram.struck}; disasters: {struck or 'none'}"
        )


@contextmanager
def opened(kind: str, seed: int, *, haste: float = 1.0, patience: float = 240.0) -> Iterator[Desk]:
    folder = Path(tempfile.mkdtemp(prefix="ticketero-faults-"))
    desk = Desk(kind, folder, seed, haste=haste, patience=patience)
    try:
        yield desk
    finally:
        desk.close()
        shutil.rmtree(folder, ignore_errors=True)
