"""The public holidays of a country, asked of their library in a process of its own.

To tell a dozen days a year of one country, the library loads those of all 250: 16 to 27 MB, which would stay. So a
child asks it, about ten years at once, and what it says is kept. Where there can be no child, we ask ourselves. This
very file is what the child runs: so it knows no other of ours.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date
from functools import lru_cache

YEARS = 10  # asked about at once
PATIENCE = 8.0  # seconds for the child
ANY_YEAR = 2020

_asking = threading.Lock()


def are_known(country: str) -> bool:
    """Whether the library knows those of this country."""
    return _days(country, ANY_YEAR) is not None


def is_one(day: date, country: str) -> bool:
    """Whether it is a public holiday of a known country. The first time in ten years it waits for the library."""
    return day in (_days(country, day.year // YEARS * YEARS) or ())


def _days(country: str, first: int) -> frozenset[date] | None:
    """Those of the years from `first` on; None for a country that is not known."""
    with _asking:  # one asks, and whoever wants to know the same waits for it
        return _asked(country, first)


@lru_cache(maxsize=8)
def _asked(country: str, first: int) -> frozenset[date] | None:
    try:
        days = _ask_by_a_child(country, first)
    except (OSError, subprocess.SubprocessError, ValueError):
        days = _ask(country, first)
    return None if days is None else frozenset(map(date.fromisoformat, days))


def _ask_by_a_child(country: str, first: int) -> Sequence[str] | None:
    """Raises OSError, SubprocessError or ValueError where there is no child, or none that answers."""
    if not sys.executable:  # embedded in another program
        raise FileNotFoundError
    child = [sys.executable, "-P", __file__, country, str(first)]
    said = subprocess.run(child, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=PATIENCE)
    days: Sequence[str] | None = json.loads(said.stdout)
    return days


def _ask(country: str, first: int) -> Sequence[str] | None:
    import holidays  # in the child: see above

    years = range(max(MINYEAR, first), min(MAXYEAR, first + YEARS - 1) + 1)
    try:
        return [day.isoformat() for day in holidays.country_holidays(country, years=years)]
    except NotImplementedError:
        return None


if __name__ == "__main__":
    json.dump(_ask(sys.argv[1], int(sys.argv[2])), sys.stdout)
