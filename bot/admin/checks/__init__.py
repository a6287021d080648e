"""`ticketero check`: looks at all that the desk needs, each thing on a line, with the remedy where it is amiss."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.admin.checks import surroundings, within
from bot.channels.channel import Finding
from bot.settings.sections import Settings
from store.database import Database


def findings(settings: Settings, file: Path | None, store: Database, now: datetime) -> Iterator[Finding]:
    """Each thing that was looked at: what the desk stands on, then, where its store can be read, the desk itself."""
    yield surroundings.config(settings, file)
    of_store = surroundings.store(store)
    yield of_store
    yield from surroundings.look(settings)
    if of_store.fine:
        yield from within.look(settings, store, now)


def as_line(finding: Finding) -> str:
    remedy = f". {finding.remedy}" if finding.remedy and not finding.fine else ""
    return f"{'✓' if finding.fine else '✗'} {finding.said}{remedy}"


def as_json(finding: Finding) -> str:
    """remedy is null where all is well."""
    remedy = finding.remedy if not finding.fine else None
    told = {"check": finding.what, "ok": finding.fine, "said": finding.said, "remedy": remedy}
    return json.dumps(told, ensure_ascii=False)
