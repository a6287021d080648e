"""How a chat is written in a test, and read.

    Marta > no me anda la impresora        she types it
    Marta > [Confirmar]                    she presses it, or types its label or number: `chat.way`
    Marta > (foto) la pantalla             a photo with its caption; (foto 3) an album; (archivo), (voz), (sticker)
    Marta > (a «va a atender») gracias     she replies to the newest message that says so
    Marta > (corrige «cable») router       she edits what she said; «… (foto) router» its photo too
    Marta < Listo, abrí el Ticket 1. …     what she is told, next and to the letter; … stands for anything
            [Ver el ticket]                the choices that come with it, all of them, in their order
            (archivos 3)                   the files that come with it
    Marta < (recibido)                     the sign of her channel that her message arrived
    Marta < ...                            whatever else came so far
    -- 25 h                                time passes

Without a name it is the first person's of the transcript. Whoever stands in it must be told exactly what it says, but
for what they are answered between two acts in a row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile(r"(?:(\w+) )?([<>]) ?(.*)")
_WAIT = re.compile(r"-- (\d+) (\w+)")


@dataclass
class Step:
    """kind: ">" (does `text`), "<" (is told `text`), "--" (`text` passes)."""

    kind: str
    who: str
    text: str
    labels: list[str] | None = None
    files: int | None = None


def fits(expected: str, said: str) -> bool:
    """To the letter, but for line breaks; … stands for anything."""
    parts = [re.escape(" ".join(part.split())) for part in expected.split("…")]
    pattern = r"\s?(?s:.*?)\s?".join(parts)
    return re.fullmatch(pattern, " ".join(said.split()), re.DOTALL) is not None


def read(transcript: str) -> Iterator[Step]:
    """The steps of a transcript; who says nothing of themselves is the first who is named, else Marta."""
    steps: list[Step] = []
    who = ""
    for line in filter(None, map(str.strip, transcript.strip().splitlines())):
        if found := _LINE.fullmatch(line):
            who = found[1] or (steps[0].who if steps else "Marta")
            steps.append(Step(found[2], who, found[3]))
        elif found := _WAIT.fullmatch(line):
            steps.append(Step("--", "", f"{found[1]} {found[2]}"))
        elif line.startswith("["):
            steps[-1].labels = (steps[-1].labels or []) + re.findall(r"\[(.*?)\]", line)
        elif found := re.fullmatch(r"\(archivos (\d+)\)", line):
            steps[-1].files = int(found[1])
        else:
            steps[-1].text += "\n" + line
    return iter(steps)
