"""`ticketero backup | restore`: the store and the files that people sent, as one tar file.

In it: `about.json` (the schema, and how many rows each table has), `tables/NAME.jsonl` (`store.upkeep.archive`), and
`files/SHA256`, byte for byte. A backup of SQLite restores into PostgreSQL, and the other way round.
"""

import io
import json
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from bot.admin import files
from bot.admin.trouble import Trouble, tell_missing
from store import schema
from store.database import Database
from store.files.photos import Missing, Photos
from store.upkeep import archive

KIND = "ticketero backup"
IN_MEMORY = 8 << 20  # bytes of a table's lines, before they go to a temporary file


def backup(store: Database, photos: Photos, target: Path) -> Iterator[str]:
    """Writes the store as it is now, while it serves; the file is there when it is whole, readable by its owner alone.

    Yields what was kept. Raises Trouble where the file cannot be written, or a file of a ticket is not in the photo
    store (all else is in the backup then).
    """
    with _written_whole(target) as made, archive.snapshot(store) as connection:
        counts = {name: _add_table(made, name, archive.lines(connection, name)) for name in archive.names()}
        gone = [name for name in archive.files(connection) if not _add_file(made, photos, name)]
        about = json.dumps({"kind": KIND, "schema": schema.newest(), "rows": counts}, indent=2).encode()
        _add(made, "about.json", len(about), io.BytesIO(about))
        kept = sum(member.name.startswith("files/") for member in made.getmembers())
    yield f"Backed up: {counts['tickets']} tickets, {kept} files, {target.stat().st_size >> 10} KB in {target}"
    tell_missing(gone)


def restore(store: Database, photos: Photos, source: Path) -> Iterator[str]:
    """Fills a store that nobody has worked with, all or nothing; its files come first, so that no row lacks its own.
    Files that are in the photo store already stay, also those of a backup that is found to be damaged behind them.

    Raises Trouble where the store is not empty, or the file is no backup, is damaged, or is of a newer program.
    """
    with _opened(source) as found:
        about = _about(found)
        sent = [member for member in found if member.name.startswith("files/")]
        try:
            archive.expect_new(store, about["schema"])
            for member in sent:
                _restore_file(photos, member.name.removeprefix("files/"), _content(found, member).read())
            rows = {name: _content(found, f"tables/{name}.jsonl") for name in about["rows"]}
            counts = archive.fill(store, about["schema"], rows)
        except archive.NotEmpty:
            raise Trouble("The store is not empty: restore into a new one") from None
    yield f"Restored: {counts['tickets']} tickets, {len(sent)} files"


@contextmanager
def _written_whole(target: Path) -> Iterator[tarfile.TarFile]:
    with files.whole(target) as out, tarfile.open(fileobj=out, mode="w") as made:
        yield made


def _add_table(made: tarfile.TarFile, name: str, lines: Iterator[str]) -> int:
    count = 0
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as written:
        for line in lines:
            written.write(line.encode() + b"\n")
            count += 1
        size = written.tell()
        written.seek(0)
        _add(made, f"tables/{name}.jsonl", size, written)
    return count


def _add_file(made: tarfile.TarFile, photos: Photos, name: str) -> bool:
    """Whether the photo store has it."""
    try:
        content = photos.read(name)
    except Missing:
        return False
    _add(made, f"files/{name}", len(content), io.BytesIO(content))
    return True


def _add(made: tarfile.TarFile, name: str, size: int, content: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, time.time()
    made.addfile(member, content)


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, "r:") as found:
            yield found
    except OSError as error:
        raise Trouble(f"{source}: {error.strerror or error}") from None
    except (tarfile.TarError, EOFError, ValueError, KeyError) as error:
        raise Trouble(f"{source} is no whole backup: {error}") from None


def _about(found: tarfile.TarFile) -> dict[str, Any]:
    about = json.load(_content(found, "about.json"))
    if not isinstance(about, dict) or about.get("kind") != KIND:
        raise ValueError("it was made by another program")
    made_at, rows = about.get("schema"), about.get("rows")
    if isinstance(made_at, str) and made_at > schema.newest():
        raise Trouble(f"The backup is of a newer version (schema {made_at}): update ticketero first")
    if made_at not in schema.known() or not isinstance(rows, dict) or "tickets" not in rows:
        raise ValueError("what it says about itself cannot be true")
    return about


def _content(found: tarfile.TarFile, member: str | tarfile.TarInfo) -> IO[bytes]:
    """What is in it; a member that is given by its name is looked for among all."""
    content = found.extractfile(member)
    if content is None:
        raise ValueError("a part of it is no file")
    return content


def _restore_file(photos: Photos, name: str, content: bytes) -> None:
    if sha256(content).hexdigest() != name:
        raise ValueError(f"files/{name} is damaged")
    photos.keep(content)
