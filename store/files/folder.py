"""Files in a folder, by name: each is there whole or not at all, and never changes."""

import secrets
from contextlib import suppress
from pathlib import Path

from store.database import keep_private


class Folder:
    """Made if need be. Raises OSError where it cannot be read or written, FileNotFoundError for what is not there."""

    def __init__(self, place: Path):
        self._place = place.absolute()
        self._place.mkdir(parents=True, exist_ok=True)
        keep_private(self._place)

    def write(self, name: str, content: bytes) -> None:
        """Does nothing where there is one of this name: of several who write it at once, one is enough."""
        target = self._place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(f"{target.name}.{secrets.token_hex(8)}")
        try:
            unfinished.write_bytes(content)
            with suppress(FileExistsError):
                target.hardlink_to(unfinished)
        finally:
            unfinished.unlink(missing_ok=True)

    def read(self, name: str) -> bytes:
        return (self._place / name).read_bytes()

    def expect(self, name: str) -> None:
        """Looks whether it is there."""
        (self._place / name).stat()

    def delete(self, name: str) -> None:
        (self._place / name).unlink()
