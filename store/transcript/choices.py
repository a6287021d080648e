"""Which choices of a conversation still hold, and which of them may be typed by number."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from store.tables import Chat
from store.transcript.lines import Line

ANSWER = re.compile(r"(\w+\.\w+\.\w+):")
CARDS_THAT_STAY = 3


def only_live(lines: list[Line], chat: Chat) -> list[Line]:
    """Takes the choices from every line but these: the open question, what is still to be decided, the newest cards of
    tickets, and the newest menu or list unless something was asked after it. The rest is settled."""
    asking = _open_question(chat)
    live: dict[str, Line] = {}
    cards = CARDS_THAT_STAY
    asked_since = menu_since = False
    for line in reversed(lines):
        question = _question(line)
        if not line.choices:
            continue
        if question is not None:
            fits, asked_since = question == asking and not asked_since, True
        elif line.lasts:
            fits = True
        elif line.about_ticket:
            fits, cards = cards > 0, cards - 1
        else:
            fits, menu_since = not (asked_since or menu_since), True
        if fits:
            live[line.id] = line
    numbered = _numbered(lines, live, asking)
    return [_with_choices(line, line.id in live, numbered=line.id == numbered) for line in lines]


def none(lines: list[Line]) -> list[Line]:
    """Takes the choices from every line."""
    return [replace(line, choices=()) for line in lines]


def _open_question(chat: Chat) -> str | None:
    """How the buttons of the question that is open in this chat begin."""
    forms = chat.memory.get("forms")
    return "{name}.{asking}.{run}".format_map(defaultdict(str, forms[-1])) if forms else None


def _question(line: Line) -> str | None:
    """Which question of a dialogue the choices of a line answer; None for commands."""
    asked = ANSWER.match(line.choices[0].data) if line.choices else None
    return asked[1] if asked else None


def _numbered(lines: Sequence[Line], live: Mapping[str, Line], asking: str | None) -> str:
    """The line whose choices may be typed by number: the open question, else the last thing we said."""
    for line in live.values():
        if asking and _question(line) == asking:
            return line.id
    return lines[-1].id if lines and not asking else ""


def _with_choices(line: Line, live: bool, *, numbered: bool) -> Line:
    if not live:
        return replace(line, choices=())
    if not numbered:
        return line
    return replace(line, choices=tuple(replace(each, number=i) for i, each in enumerate(line.choices, 1)))
