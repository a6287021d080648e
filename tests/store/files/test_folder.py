"""What a folder needs no library for: nothing half written is left, and that of buckets is not loaded."""

import subprocess
import sys
from pathlib import Path

import pytest

from store.files.folder import Folder
from tests import ROOT


def files(place: Path) -> list[Path]:
    return [path for path in place.rglob("*") if path.is_file()]


def test_the_first_of_a_name_stays(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("ab/cd/name", b"the first")
    folder.write("ab/cd/name", b"another")
    assert folder.read("ab/cd/name") == b"the first"
    assert files(tmp_path) == [tmp_path / "ab/cd/name"]


def test_what_cannot_be_finished_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[:1])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        Folder(tmp_path).write("ab/cd/name", b"content")
    assert files(tmp_path) == []


def test_whoever_keeps_in_a_folder_loads_no_library_of_buckets(tmp_path: Path) -> None:
    keeping = f"import sys; from store.files.photos import Photos; Photos({str(tmp_path)!r}).try_out()"
    keeping += "; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", keeping], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "obstore" not in done.stdout.split()
