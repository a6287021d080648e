"""`ticketero demo`: everything on this machine, in one process, with no credentials; gone when it ends."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import assemble
from bot.config import Settings
from bot.desk import Desk
from bot.worker import Worker
from store import schema
from webhook.demo import create_demo, sample
from webhook.serving import Server

HOST = "127.0.0.1"


def serve(port: int, data: Path | None, tell: Callable[[str], None]) -> None:
    """Runs the demo until it is interrupted. Raises OSError where the port is taken."""
    with _home(data) as home, _running(_settings(home, port)) as desk:
        sample.furnish(desk)
        server = Server(create_demo(desk), HOST, port)
        try:
            server.start()
            tell(desk.texts.say(None, "demo.welcome", url=f"http://{HOST}:{server.port}/demo"))
            _until_interrupted()
        finally:
            server.stop()


@contextmanager
def _home(data: Path | None) -> Iterator[Path]:
    """The folder that keeps everything: a temporary one unless one is given."""
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
        yield data.resolve()
        return
    with TemporaryDirectory(prefix="ticketero-demo-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _settings(home: Path, port: int) -> Settings:
    """The demo's own: whatever the configuration says, it reaches nobody."""
    return Settings.model_validate(
        {
            "desk": {"name": "Sistemas San Antonio", "first_ticket": sample.FIRST_TICKET},
            "store": {"url": f"sqlite:///{home / 'ticketero.db'}", "photos": str(home / "photos")},
            "web": {"host": HOST, "port": port, "public_url": f"http://{HOST}:{port}"},
        }
    )


@contextmanager
def _running(settings: Settings) -> Iterator[Desk]:
    store = assemble.store(settings)
    schema.upgrade(store)
    desk = assemble.desk(settings, store)
    worker = Worker(desk)
    worker.start()
    try:
        yield desk
    finally:
        worker.stop()
        desk.bell.close()
        store.close()


def _until_interrupted() -> None:
    """Ctrl-C or SIGTERM."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    while not ended.wait(0.5):
        pass
