"""The audit of what the desk says by itself beside reminders: the digest with its picture, what hinders the desk and
that it is over, and what was corrected."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.faults.audit.damage import Damage
from tests.faults.audit.evidence import Evidence

BEGUN, OVER = "⚠️", "✅"
ALARMS = ("guardar fotos", "despacha", "mensaje", "acepta")
"""A piece of what is said of each, both when it begins and when it is over."""
CHANNELS = ("Telegram", "WhatsApp")


def digests(evidence: Evidence) -> Iterator[Damage]:
    """Each comes to every lead once, with its picture; or to none, where there is nothing to tell."""
    leads = evidence.chats_of("lead")
    for at in evidence.digests:
        rows = [row for row in evidence.rows if row.at == at and row.files and row.chat in leads]
        heard = Counter(row.chat for row in rows)
        if any(times > 1 for times in heard.values()):
            yield Damage("doubled digest", f"at {at:%T}: {dict(heard)}")
        if heard and leads - set(heard):
            yield Damage("lost digest", f"at {at:%T} to {sorted(leads - set(heard))}")
        if any("" in row.files for row in rows):
            yield Damage("lost picture", f"of the digest at {at:%T}")


def alarms(evidence: Evidence) -> Iterator[Damage]:
    """What began is not told again before it is over, and that it is over not twice; each channel has its own."""
    last: dict[tuple[str, ...], str] = defaultdict(str)
    for row in evidence.rows:
        sign, _, what = row.text.partition(" ")
        kind = [piece for piece in (*ALARMS, *CHANNELS) if piece in what]
        if sign in (BEGUN, OVER) and kind:
            if last[row.chat, *kind] == sign:
                yield Damage("doubled alarm", f"«{row.text}» to {row.chat}")
            last[row.chat, *kind] = sign


def edits(evidence: Evidence) -> Iterator[Damage]:
    """What somebody corrected changes each of its copies once."""
    corrected = [said.text for said in evidence.ledger.said if said.owed and said.edits is not None]
    changed = Counter(
        (row.chat, row.targets, row.text, row.options)
        for row in evidence.rows
        if row.kind == "edit" and any(text in row.text for text in corrected)
    )
    for (chat, _, text, _), times in changed.items():
        if times > 1:
            yield Damage("doubled edit", f"«{text[:60]}» to {chat}, {times} times")
