"""Every text that the code asks for is written, and is given all that it names: the code is read, not run."""

import ast
import re
from collections.abc import Iterator, Mapping
from datetime import UTC
from functools import cache
from string import Formatter
from typing import Any

import pytest

from bot.actions.menus import MENU
from bot.channels.telegram import failures
from bot.dialogue.questions import Review
from bot.dialogues import DIALOGUES
from bot.language import texts
from bot.language.texts import CANON
from bot.replies import acts
from store.people import people
from store.tickets import tickets
from tests import ROOT

TEXTS = texts.load(UTC)
SPEAKS_AT = {
    "say": 0,
    "voice": 0,
    "toast": 0,
    "Reply": 0,
    "Unusable": 0,
    "about": 1,
    "_ranked": 1,
    "_say_seldom": 1,
}
"""The functions that take a text's key, and where among their arguments."""
REASON_AT = {"Undeliverable": 1, "Never": 0, "_lose": 1}


def calls(*folders: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call by the name of what is called, its place in front for whoever reads a failure."""
    for where, node in nodes(*folders):
        if isinstance(node, ast.Call):
            yield f"{where} {_name(node.func)}", node


def nodes(*folders: str) -> Iterator[tuple[str, ast.AST]]:
    for folder in folders:
        yield from _nodes(folder)


@cache
def _nodes(folder: str) -> list[tuple[str, ast.AST]]:
    return [
        (f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", node)
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
    ]


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _argument(call: ast.Call, place: int) -> list[str]:
    return _strings(call.args[place]) if len(call.args) > place else []


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _strings(node: ast.expr | None) -> list[str]:
    """The string that an expression is; both of «a if … else b»."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=body, orelse=orelse):
            return [*_strings(body), *_strings(orelse)]
        case ast.BoolOp(values=values):
            return [text for value in values for text in _strings(value)]
    return []


def _spoken(table: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for name, found in table.items():
        yield f"{above}{name}"
        if isinstance(found, Mapping):
            yield from _spoken(found, f"{above}{name}.")


def _needs(key: str) -> set[str]:
    """What a text names; a plural also needs its number."""
    found = TEXTS.find(CANON, key)
    forms = [found["one"], found["other"]] if isinstance(found, Mapping) else [found]
    named = {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}
    return named | {"n"} if isinstance(found, Mapping) else named


def _missing(asked: Iterator[tuple[str, str]]) -> list[str]:
    return [f"{where}: {key}" for where, key in asked if key and not TEXTS.has(key)]


def _asked_outright() -> Iterator[tuple[str, str]]:
    for where, call in calls("bot", "webhook"):
        name = where.split()[-1]
        if name in SPEAKS_AT:
            yield from ((where, key) for key in _argument(call, SPEAKS_AT[name]))
        if name == "reply":
            yield from ((where, key) for key in _strings(_keyword(call, "prefix")))


def _asked_by_a_name() -> Iterator[tuple[str, str]]:
    """`key = "a" if … else "b"`, said on a later line."""
    for where, node in nodes("bot"):
        if isinstance(node, ast.Assign) and [getattr(target, "id", "") for target in node.targets] == ["key"]:
            yield from ((where, key) for key in _strings(node.value))


def _looks_like_a_key() -> Iterator[tuple[str, str]]:
    tables = "|".join(name for name, found in TEXTS.languages[CANON].items() if isinstance(found, Mapping))
    for where, node in nodes("bot"):
        for text in _strings(node) if isinstance(node, ast.Constant) else []:
            if re.fullmatch(rf"({tables})(\.[a-z0-9_]*[a-z0-9])+", text):
                yield where, text


def _labels() -> Iterator[tuple[str, str]]:
    for where, call in calls("bot"):
        name = where.split()[-1]
        keyed = _strings(_keyword(call, "key")) if name in ("Label", "Choice") else []
        for key in [*keyed, *(_argument(call, 1) if name == "Label" else [])]:
            yield where, f"labels.{key}"
    yield from ((where, f"labels.{key}") for where, key, _ in _buttons())


def _buttons() -> Iterator[tuple[str, str, set[str]]]:
    """`acts.VIEW.button(121, key="ticket", number=121)`: where, its label's key, what it is given for that."""
    for where, call in calls("bot"):
        if where.endswith(" button"):
            given = {word.arg for word in call.keywords if word.arg and word.arg != "key"}
            assert isinstance(call.func, ast.Attribute)
            act = getattr(acts, getattr(call.func.value, "attr", ""), None)
            for key in _strings(_keyword(call, "key")) or ([act.name] if act else []):
                yield where, key, given


def _acts() -> Iterator[tuple[str, str]]:
    """«Cerrar ticket: ¿qué ticket?»"""
    yield from (("which", f"labels.{act.name}") for act in acts.ACTS.values() if act.about_ticket)


def _refusals() -> Iterator[tuple[str, str]]:
    for where, call in calls("bot", "store"):
        if where.endswith(" Refused"):
            yield from ((where, f"refused.{key}") for key in _argument(call, 0))
    yield from (("store", f"refused.{key}") for key in ("not_found", "not_allowed"))
    yield from (
        ("store", f"refused.{what}_{how}")
        for what in ("name", "company")
        for how in ("empty", "too_long", "not_plain")
    )


def _in_pages() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "webhook").rglob("*.html")):
        for key in re.findall(r"""say\(["']([\w.]+)["'][,)]""", path.read_text("utf-8")):
            yield path.name, key


def _of_dialogues() -> Iterator[tuple[str, str]]:
    for dialogue in DIALOGUES.values():
        for question in dialogue.questions:
            yield dialogue.topic, f"{dialogue.topic}.{question.name}.ask"
        if any(isinstance(question, Review) for question in dialogue.questions):
            fields = [question.name for question in dialogue.questions if not isinstance(question, Review)]
            yield from ((dialogue.topic, f"labels.{dialogue.topic}_{field}") for field in fields)
            yield from ((dialogue.topic, f"{dialogue.topic}.review.field.{field}") for field in fields)


def _by_kind() -> Iterator[tuple[str, str]]:
    """Keys that are put together from a role, a level, a state."""
    kinds = [
        *(pattern.format(role) for role in people.ROLES for pattern in ("roles.{}", "menu.{}", "help.{}")),
        *(
            pattern.format(role)
            for role in people.ROLES
            for pattern in ("people.{}", "labels.role_{}", "web.role_{}")
        ),
        *(
            pattern.format(level)
            for level in tickets.CRITICALITIES
            for pattern in ("criticality.{}", "labels.level_{}")
        ),
        *(
            pattern.format(state)
            for state in ("open", "closed")
            for pattern in ("status.{}", "sign.{}", "state.{}")
        ),
        *(f"door.{state}" for state in ("waiting", "approved", "rejected")),
        *(f"decided.{state}" for state in ("approved", "rejected")),
        *(f"list.{no}{name}" for name in ("pending", "due", "due_own", "unassigned") for no in ("", "no_")),
        *(f"channels.{name}" for name in ("telegram", "whatsapp", "webchat")),
        *(f"labels.{act.name}" for offered in MENU.values() for act in offered),
        *(f"labels.{act}" for act in ("approve", "known", "reject")),
        *(f"commands.{command.name}.help" for command in acts.ACTS.values() if command.typed),
    ]
    yield from (("by kind", key) for key in kinds)


@pytest.mark.parametrize(
    "asked",
    [
        _asked_outright,
        _asked_by_a_name,
        _looks_like_a_key,
        _labels,
        _acts,
        _refusals,
        _in_pages,
        _of_dialogues,
        _by_kind,
    ],
)
def test_every_key_in_the_code_is_written(asked: Any) -> None:
    assert list(asked()), "the code says nothing so any more: this reader is blind"
    assert _missing(asked()) == []


def _put_together() -> Iterator[tuple[str, ast.JoinedStr]]:
    """`f"menu.{role}"`: what is said outright, and what begins with a table of the texts."""
    tables = tuple(f"{name}." for name in TEXTS.languages[CANON])
    for where, node in nodes("bot"):
        if isinstance(node, ast.JoinedStr) and "".join(_strings(node.values[0])).startswith(tables):
            yield where, node
    for where, call in calls("bot"):
        place = SPEAKS_AT.get(where.split()[-1])
        found = call.args[place] if place is not None and len(call.args) > place else None
        if isinstance(found, ast.JoinedStr):
            yield where, found


def test_a_key_that_is_put_together_can_be_some_key() -> None:
    written = list(_spoken(TEXTS.languages[CANON]))
    for where, node in _put_together():
        parts = ["".join(map(re.escape, _strings(part))) or r"\w+" for part in node.values]
        assert any(re.fullmatch("".join(parts), key) for key in written), where


def _given(name: str, call: ast.Call) -> set[str] | None:
    """The values that a call hands over by name; None where the code must run to tell."""
    if name == "Reply":
        values = call.args[1] if len(call.args) > 1 else _keyword(call, "values")
        return set() if values is None else _named(values)
    return (
        None
        if any(word.arg is None for word in call.keywords)
        else {word.arg or "" for word in call.keywords}
    )


def _named(values: ast.expr) -> set[str] | None:
    if not isinstance(values, ast.Dict) or None in values.keys:
        return None
    return {name for key in values.keys for name in _strings(key)}


def test_every_text_is_given_what_it_names() -> None:
    short = []
    for where, call in calls("bot", "webhook"):
        name = where.split()[-1]
        given = _given(name, call) if name in ("say", "voice", "Reply") else None
        if given is not None:
            short += [f"{where}: {key}" for key in _argument(call, 0) if not _needs(key) <= given]
    assert short == []


def test_every_label_is_given_what_it_names() -> None:
    short = []
    for where, call in calls("bot"):
        name = where.split()[-1]
        keyed = [] if name not in ("Label", "Choice") else _strings(_keyword(call, "key"))
        for key in [*keyed, *(_argument(call, 1) if name == "Label" else [])]:
            values = _keyword(call, "values")
            given = set() if values is None else _named(values)
            short += [f"{where}: {key}"] if given is not None and not _needs(f"labels.{key}") <= given else []
    short += [f"{where}: {key}" for where, key, given in _buttons() if not _needs(f"labels.{key}") <= given]
    assert short == []


def _reasons() -> list[str]:
    """Why something could not be delivered or fetched, wherever the code says it."""
    found = {"no_chat", "inactive", *(reason for _, reason in failures.REASONS)}
    for where, call in calls("bot"):
        if (name := where.split()[-1]) in REASON_AT:
            found |= {reason for reason in _argument(call, REASON_AT[name]) if reason}
    return sorted(found)


@pytest.mark.parametrize("reason", _reasons())
def test_every_reason_of_a_failure_has_its_words(reason: str) -> None:
    assert TEXTS.has(f"undelivered.{reason}")
