"""A checkout of the program: where it is, and how its commands are run. Nothing of it is imported here."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

UNPACED = Path(__file__).with_name("unpaced.py")
SECRET = "a-secret-of-the-benchmark"
RUN, RECEIVE, WORK, GUNICORN = "run", "receive", "work", "gunicorn"


@dataclass(frozen=True)
class Checkout:
    """`name` is how the tables call it."""

    name: str
    folder: Path

    def serving(self, word: str, port: int) -> list[str]:
        """What starts a process of the desk; it reads its settings in the environment."""
        if word == GUNICORN:
            how = ("--workers", "2", "--threads", "32", "--bind", f"127.0.0.1:{port}")
            return [str(self._bin / "gunicorn"), *how, "webhook:create_app()"]
        return [str(self._bin / "python"), "-P", str(UNPACED), word]

    def tell(self, env: Mapping[str, str], where: Path, *words: str) -> None:
        """Runs a command of `ticketero` to its end. Raises RuntimeError with what it said."""
        command = [str(self._bin / "ticketero"), *words]
        done = subprocess.run(command, env=dict(env), cwd=where, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{self.name}: ticketero {' '.join(words)}: {done.stdout}{done.stderr}")

    def commit(self) -> str:
        """The short name of its commit, with a + where files were changed since."""
        hash_ = self._git("rev-parse", "--short", "HEAD")
        changed = self._git("status", "--porcelain", "--", "bot", "store", "webhook", "ticketero.py")
        return (hash_ or "no commit") + ("+" if changed else "")

    def is_set_up(self) -> bool:
        return (self._bin / "ticketero").exists()

    @property
    def _bin(self) -> Path:
        return self.folder / ".venv" / "bin"

    def _git(self, *words: str) -> str:
        done = subprocess.run(["git", *words], cwd=self.folder, capture_output=True, text=True)
        return done.stdout.strip()


def environment(
    url: str, photos: Path, telegram: str = "http://127.0.0.1:9", port: int = 0
) -> dict[str, str]:
    """A desk's settings, and ours without what would change them."""
    settings = {
        "STORE__URL": url,
        "STORE__PHOTOS": str(photos),
        "TELEGRAM__TOKEN": "1:benchmark",
        "TELEGRAM__WEBHOOK_SECRET": SECRET,
        "TELEGRAM__API_URL": telegram,
    }
    if port:
        settings["WEB__PORT"] = str(port)
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith(("TICKETERO_", "PYTHON"))
    }
    return ours | {f"TICKETERO_{name}": value for name, value in settings.items()}
