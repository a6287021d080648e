"""`ticketero demo`: everything on this machine, in one process, with no credentials; gone when it ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.desk import Desk
from bot.runtime import assemble, lifecycle
from bot.runtime.watch import Watch
from bot.runtime.worker import Worker
from bot.settings import logs
from bot.settings.sections import Settings
from store import schema
from webhook.demo import create_demo, sample
from webhook.server import Server

HOST = "127.0.0.1"


def serve(port: int, data: Path | None, tell: Callable[[str], None]) -> None:
    """Runs the demo until it is told to end; `data` is a folder that is there. Raises CannotListen, StoreAway."""
    logs.setup()
    with _home(data) as home:
        desk = _desk(_settings(home, port))
        sample.furnish(desk)
        server = Server(create_demo(desk), HOST, port)
        tell(desk.texts.say(None, "demo.welcome", url=f"{desk.settings.web.public_url}/demo"))
        lifecycle.run_until_told(desk, [Worker(desk), Watch(desk, works=True), server], "the demo is ready")


@contextmanager
def _home(data: Path | None) -> Iterator[Path]:
    """The folder that keeps everything: a temporary one unless one is given."""
    if data is not None:
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


def _desk(settings: Settings) -> Desk:
    store = assemble.open_store(settings)
    schema.upgrade(store)
    return assemble.make_desk(settings, store)
