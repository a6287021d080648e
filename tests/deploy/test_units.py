"""systemd understands every unit, and each starts a program that the installation brings."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests import ROOT

UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
OURS = re.compile(r"/opt/ticketero/bin/(\w+)")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_has_nothing_against_a_unit(unit: Path, tmp_path: Path) -> None:
    for each in UNITS:
        text = each.read_text("utf-8")
        (tmp_path / each.name).write_text(OURS.sub("/bin/true", text))
    name = unit.name.replace("@.", "@1.")
    (tmp_path / name).write_text((tmp_path / unit.name).read_text())
    looked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / name)], capture_output=True, text=True
    )
    ours = [line for line in looked.stderr.splitlines() if "ticketero" in line or str(tmp_path) in line]
    assert ours == []


def test_the_last_fourteen_backups_are_kept_whether_this_one_was_whole_or_not(tmp_path: Path) -> None:
    made = [tmp_path / "backups" / f"2026-{month:02}-28.tar" for month in range(1, 13)]
    made += [tmp_path / "backups" / f"2027-{month:02}-28.tar" for month in range(1, 7)]
    others = [tmp_path / "backups" / name for name in ("2026-01-28.tar.part", "before-moving.tar")]
    (tmp_path / "backups").mkdir()
    for file in (*made, *others):
        file.touch()
    [unit] = [unit.read_text("utf-8") for unit in UNITS if unit.name == "ticketero-backup.service"]
    [prune] = re.findall(r"^ExecStopPost=(.+)$", unit, re.MULTILINE)
    subprocess.run(shlex.split(prune), cwd=tmp_path, check=True)
    assert sorted((tmp_path / "backups").iterdir()) == sorted([*made[-14:], *others])


def test_units_start_what_is_installed() -> None:
    started = {name for unit in UNITS for name in OURS.findall(unit.read_text("utf-8"))}
    assert started == {"ticketero", "gunicorn"}
