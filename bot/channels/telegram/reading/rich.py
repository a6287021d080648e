"""A rich message in words: its text, lists and tables, the addresses behind linked words, and the files inside.

The library does not know it yet, so it is read from the JSON as it came: whatever has another shape than the Bot API's
is left out.
"""

import re
from collections.abc import Iterator
from typing import Any

from bot.channels import shared
from bot.channels.telegram.reading.fields import Raw

MEDIA = {
    "photo": "photo", "video": "video", "animation": "animation", "audio": "audio", "voice_note": "voice",
}  # fmt: skip
RULE = "———"
_SCHEME = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)


def words(message: Any) -> str:
    return shared.in_lines(line for block in _objects(message, "blocks") for line in _block(block))


def media(message: Any) -> Iterator[Raw]:
    """The files in its blocks, each as a message would hold it."""
    for block in _objects(message, "blocks"):
        kind = block.get("type")
        if isinstance(kind, str) and kind in MEDIA and kind in block:
            yield {MEDIA[kind]: block[kind]}
        yield from media(block)
        for item in _objects(block, "items"):
            yield from media(item)


def linked(text: str, address: Any) -> str:
    """Words with the address behind them, unless that is what they say."""
    if not isinstance(address, str) or not address:
        return text
    if not text.strip():
        return address
    return text if _bare(text) == _bare(address) else f"{text} ({address})"


def _bare(address: str) -> str:
    return _SCHEME.sub("", address.strip()).rstrip("/").casefold()


def _block(block: Raw) -> Iterator[str]:
    match block.get("type"):
        case "divider":
            yield RULE
        case "list":
            yield from (line for item in _objects(block, "items") for line in _item(item))
        case "table":
            yield _text(block.get("caption"))
            yield from (_row(row) for row in _list(block, "cells"))
        case "map":
            yield shared.place_of(block.get("location"))
            yield _text(block.get("caption"))
        case _:
            yield _text([block.get("text"), block.get("expression"), block.get("summary")])
            yield from (line for inner in _objects(block, "blocks") for line in _block(inner))
            yield _text(block.get("caption"))
            yield _text(block.get("credit"))


def _item(item: Raw) -> Iterator[str]:
    """Its label with its first line; the others are set in."""
    lines = [line for block in _objects(item, "blocks") for line in _block(block) if line.strip()]
    first, *others = lines or [""]
    is_task = item.get("has_checkbox") is True
    text = shared.task(first, done=item.get("is_checked") is True) if is_task else first
    yield f"{_text(item.get('label'))} {text}".strip()
    yield from (f"  {line}" for line in others)


def _row(row: Any) -> str:
    cells = [cell for cell in row if isinstance(cell, dict)] if isinstance(row, list) else []
    return " | ".join(_text(cell.get("text")) for cell in cells)


def _text(rich: Any) -> str:
    """A string, a list of such, or an object with more of it inside."""
    if isinstance(rich, list):
        return "".join(map(_text, rich))
    if isinstance(rich, dict):
        return _object(rich)
    return rich if isinstance(rich, str) else ""


def _object(rich: Raw) -> str:
    match rich.get("type"):
        case "custom_emoji":
            return _text(rich.get("alternative_text"))
        case "mathematical_expression":
            return _text(rich.get("expression"))
        case "url":
            return linked(_text(rich.get("text")), rich.get("url"))
        case _:
            said, credit = _text(rich.get("text")), _text(rich.get("credit"))
            return f"{said} ({credit})" if credit else said


def _objects(holder: Any, name: str) -> list[Raw]:
    return [each for each in _list(holder, name) if isinstance(each, dict)]


def _list(holder: Any, name: str) -> list[Any]:
    found = holder.get(name) if isinstance(holder, dict) else None
    return found if isinstance(found, list) else []
