"""Says together what piled up: more than three messages about one ticket become as few as the channel takes."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.channels.channel import Channel
from bot.channels.messages import Option, Outbound
from store.tables import OutboxMessage

MOST_APART = 3


def join(channel: Channel, rows: Sequence[OutboxMessage]) -> None:
    """Rows of one chat, in order; what is joined away is marked so and goes out with the first of its run."""
    for run in _runs(rows):
        if len(run) > MOST_APART:
            _as_one(channel, run)


def _runs(rows: Sequence[OutboxMessage]) -> Iterator[list[OutboxMessage]]:
    """Neighbours that only have words, about the same ticket; choices end a run, since they belong to the last."""
    for _, same in groupby(rows, key=_kin):
        run: list[OutboxMessage] = []
        for row in same:
            run.append(row)
            if row.content.get("options"):
                yield run
                run = []
        if run:
            yield run


def _kin(row: OutboxMessage) -> object:
    alone = row.kind != "message" or row.content.get("files") or row.attempts or row.ticket_id is None
    return (row.id,) if alone else (row.ticket_id, row.internal)


def _as_one(channel: Channel, run: Sequence[OutboxMessage]) -> None:
    last = run[-1].content
    whole = Outbound(
        outbox_id=0,
        address="",
        text="\n\n".join(row.content.get("text", "") for row in run),
        options=tuple(Option(label, data) for label, data in last.get("options", ())),
    )
    parts = channel.parts(whole)
    if len(parts) > len(run):
        return
    for row, part in zip(run, parts, strict=False):
        options = [[option.label, option.data] for option in part.options]
        row.content = {"text": part.text, "joins": True, **({"options": options} if options else {})}
    for row in run[len(parts) :]:
        row.state, row.reason = "joined", None
