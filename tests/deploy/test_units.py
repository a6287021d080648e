"""systemd understands every unit, and each starts a program that the installation brings."""

import re
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


def test_units_start_what_is_installed() -> None:
    started = {name for unit in UNITS for name in OURS.findall(unit.read_text("utf-8"))}
    assert started == {"ticketero", "gunicorn"}
