"""Strategies: our captured updates with something wrong in them, and the odd texts, numbers and buttons for it."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from bot.dialogues import DIALOGUES
from bot.replies.acts import ACTS

CAPTURED = Path(__file__).parents[1] / "channels" / "telegram"
SEEDS = [json.loads(file.read_text("utf-8")) for file in sorted(CAPTURED.glob("*.json"))]
CLIENT, TECHNICIAN, LEAD, STRANGER = PEOPLE = (5001, 5002, 5003, 5004)
Place = tuple[str | int, ...]

ODD_TEXTS = [
    "", " ", "\0", "a\0b", "\ud83d", "x\udc00y", "\u202egpj.exe", "\u2028\u2029", "\x1b[2J", "\r\n\t\v\f",
    "a" * 5000, "🤷🏽‍♀️" * 900, "e" + "\u0301" * 3000, "\ufdfa" * 500, "../../etc/passwd", "C:\\con\\nul",
    "x" * 300 + ".jpg", "<script>alert(1)</script>", "' OR 1=1 --", "{0.__class__}", "{name}", "%s%n", "#0", "#²",
    "#" + "9" * 30, "#١ hola", "²", "99999999999999999999", "-1", "/", "//", "/@", "/\0", "/nuevo@" + "x" * 99,
    "/start TK-00000-00000", "TK" + "-" * 900, "http://[", "=cmd|' /C calc'!A0", "\ufeff", "\uffff", "NaN", "null",
]  # fmt: skip
ODD_NUMBERS = [0, -1, 1, 2**31, 2**53, 2**63, -(2**63) - 1, 10**30, 1e308, -0.0, 0.5, True]
ODD_THINGS: list[Any] = [
    None,
    [],
    {},
    [[]],
    {"id": {}},
    [None],
    "0",
    {"file_id": "\0"},
    [{"width": "x"}],
    False,
]

odd_texts = st.sampled_from(ODD_TEXTS) | st.text(max_size=60)
odd_numbers = st.sampled_from(ODD_NUMBERS) | st.integers()
odd_things = odd_texts | odd_numbers | st.sampled_from(ODD_THINGS)

_arguments = st.lists(
    st.sampled_from(
        ["1", "2", "0", "-1", "²", "١", "9" * 18, "9" * 19, "9" * 5000, "1-2", "-", "x", "1.5", "\0"]
    ),
    max_size=3,
)
_commands = st.builds(lambda name, args: " ".join([name, *args]), st.sampled_from(sorted(ACTS)), _arguments)
_answers = st.builds(
    lambda dialogue, run, value: f"{dialogue.topic}.{dialogue.questions[-1].name}.{run}:{value}",
    st.sampled_from(list(DIALOGUES.values())),
    st.sampled_from(["", "1", "zz", "9" * 20]),
    st.sampled_from(["", "confirm", "!back", "!cancel", "done", "1", "change-x", "\0"]),
)
buttons = _commands | _answers | odd_texts


def places(tree: Any, here: Place = ()) -> Iterator[Place]:
    """Every place in a JSON tree but its root."""
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inner:
        yield (*here, key)
        yield from places(value, (*here, key))


def at(tree: Any, place: Place) -> Any:
    for key in place:
        tree = tree[key]
    return tree


def changed(tree: Any, place: Place, value: Any) -> None:
    for key in place[:-1]:
        tree = tree[key]
    tree[place[-1]] = value


def of(update: dict[str, Any], person: int, number: int) -> dict[str, Any]:
    """The update as this person's, in their private chat."""
    update = copy.deepcopy(update) | {"update_id": number}
    for place in list(places(update)):
        if place[-2:] in (("from", "id"), ("chat", "id")):
            changed(update, place, person)
        elif place[-1] == "message_id":
            changed(update, place, number)
    return update


@st.composite
def oddities(draw: st.DrawFn) -> dict[str, Any]:
    """An update of Telegram's own shape whose words are odd: all of it must be heard."""
    update: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(SEEDS)))
    for place in list(places(update)):
        if place[-1] in ("text", "caption", "first_name", "file_name", "mime_type", "media_group_id"):
            if draw(st.booleans()) and isinstance(at(update, place), str):
                changed(update, place, draw(odd_texts))
        elif place[-1] == "data":
            changed(update, place, draw(buttons))
    return update


@st.composite
def malformed(draw: st.DrawFn) -> dict[str, Any]:
    """An update with anything in any place."""
    update: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(list(places(update)) or [("update_id",)]))
        changed(update, place, copy.deepcopy(draw(odd_things)))
    return update


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """What is no JSON any more, or hardly."""
    body = json.dumps(draw(st.sampled_from(SEEDS))).encode()
    cut = draw(st.integers(0, len(body)))
    return draw(
        st.sampled_from(
            [
                body[:cut],
                body[:cut] + b"\0" + body[cut:],
                body[:cut] + b"\xff\xfe" + body[cut:],
                body.replace(b'"text":', b'"text": "first", "text":'),
                body.replace(b'"date":', b'"x": ' + b"[" * 3000 + b"]" * 3000 + b', "date":'),
                body.decode().encode("utf-16"),
                b"\xef\xbb\xbf" + body,
                b"[" * 50_000,
                b"{}",
                b"",
            ]
        )
    )
