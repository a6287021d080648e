"""What one call to Telegram carries: a message cut into rows, and its options laid out as buttons."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from bot.channels import file_limits
from bot.channels.messages import Option, Outbound, StoredFile
from bot.channels.splitting import cut, utf16

TEXT = 4096
CAPTION = 1024
ALBUM = 10
FILE_BYTES = 50 << 20
BUTTON_BYTES = 64
BUTTONS = 100
ROW_BUTTONS = 3
ROW_CHARACTERS = 28

ALONE = {"voice"}


def parts(message: Outbound) -> list[Outbound]:
    """The rows of a message, one call each. The options go with the last text; the first row quotes."""
    if message.kind == "edit":
        return list(_edits(message))
    if message.kind != "message" or _is_short(message):
        return [message]
    rows = list(_rows(message))
    return [replace(rows[0], reply_to=message.reply_to), *rows[1:]]


def _is_short(message: Outbound) -> bool:
    """Words that one call carries, and no files: as most messages are."""
    return not message.files and utf16(message.text) <= TEXT


def _rows(message: Outbound) -> Iterator[Outbound]:
    bare = replace(message, text="", options=(), files=(), reply_to="")
    groups = list(grouped(message.files))
    text = message.text
    if groups and not message.options and utf16(text) <= CAPTION:
        yield replace(bare, text=text, files=groups.pop(0))
    else:
        *before, last = cut(text, TEXT)
        yield from (replace(bare, text=piece) for piece in before)
        yield replace(bare, text=last, options=message.options)
    yield from (replace(bare, files=group) for group in groups)


def _edits(message: Outbound) -> Iterator[Outbound]:
    """Piece by piece over what is shown; what has no place there follows as a message. Further targets (the photos of
    that message) stay as they are."""
    pieces, anew = cut(message.text, TEXT), cut(message.anew, TEXT)
    for place, piece in enumerate(pieces):
        options = message.options if place == len(pieces) - 1 else ()
        shown = message.targets[place : place + 1]
        yield replace(
            message,
            kind="edit" if shown else "message",
            text=piece,
            anew=anew[place] if shown and len(anew) == len(pieces) else "",
            options=options,
            targets=shown,
        )


def grouped(files: Sequence[StoredFile]) -> Iterator[tuple[StoredFile, ...]]:
    """Files that Telegram shows together, ten at most, families in the order in which they first appear."""
    families: dict[str, list[StoredFile]] = {}
    for file in files:
        families.setdefault(family(file), []).append(file)
    for name, members in families.items():
        left, size = iter(members), 1 if name in ALONE else ALBUM
        while group := tuple(islice(left, size)):
            yield group


def family(file: StoredFile) -> str:
    """album (photos and videos together), voice, audio or document."""
    shown = file_limits.choose_kind(file_limits.TELEGRAM, file) or "document"
    return "album" if shown in ("photo", "video") else shown


def keyboard(options: Sequence[Option]) -> dict[str, Any] | None:
    """The Bot API's InlineKeyboardMarkup: a button a row, short ones side by side."""
    if not options:
        return None
    if len(options) > BUTTONS:
        raise ValueError(f"{len(options)} buttons: Telegram takes {BUTTONS}")
    return {"inline_keyboard": [[_button(option) for option in row] for row in _side_by_side(options)]}


def _side_by_side(options: Sequence[Option]) -> Iterator[list[Option]]:
    row: list[Option] = []
    for option in options:
        together = sum(len(each.label) for each in [*row, option])
        if row and (len(row) == ROW_BUTTONS or together > ROW_CHARACTERS):
            yield row
            row = []
        row.append(option)
    yield row


def _button(option: Option) -> dict[str, str]:
    if not 1 <= len(option.data.encode()) <= BUTTON_BYTES:
        raise ValueError(
            f"the button {option.label!r} carries {option.data!r}: Telegram takes 1 to {BUTTON_BYTES} bytes"
        )
    return {"text": option.label, "callback_data": option.data}
