"""What one call to Twilio carries: a message cut into rows, and its choices as numbered lines or native buttons."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.channels import file_limits
from bot.channels.messages import Option, Outbound, StoredFile
from bot.channels.splitting import cut, shorten, utf16

TEXT = 1600
LEAST_TEXT = 400  # of TEXT: the choices leave so much to the words above them
BESIDE_A_LABEL = len("100. \n")
BUTTONS_TEXT = 1024
BUTTONS = 3
LABEL = 20
DATA = 200


def parts(message: Outbound) -> list[Outbound]:
    """The rows of a message, one call each: WhatsApp takes one file a message. The first file's caption is the text,
    the choices go with the last text."""
    if message.kind != "message":
        return [message]
    return list(_rows(message))


def _rows(message: Outbound) -> Iterator[Outbound]:
    bare = replace(message, text="", options=(), files=(), reply_to="")
    files = list(message.files)
    if files and not message.options and _takes_caption(files[0]) and utf16(message.text) <= BUTTONS_TEXT:
        yield replace(bare, text=message.text, files=(files.pop(0),))
    else:
        options = _shortened(message.options)
        room = TEXT - utf16(numbered(options))
        *before, last = cut(message.text, room)
        yield from (replace(bare, text=piece) for piece in before)
        yield replace(bare, text=last, options=options)
    yield from (replace(bare, files=(file,)) for file in files)


def _takes_caption(file: StoredFile) -> bool:
    """WhatsApp drops the words of a document and of a voice message."""
    return file_limits.choose_kind(file_limits.WHATSAPP, file) in ("photo", "video")


def _shortened(options: Sequence[Option]) -> tuple[Option, ...]:
    """The choices as they are; where their lines fill a message, no label longer than an equal share of the room."""
    room = TEXT - LEAST_TEXT
    if utf16(numbered(options)) <= room:
        return tuple(options)
    most = room // len(options) - BESIDE_A_LABEL
    return tuple(replace(option, label=shorten(option.label, most)) for option in options)


def numbered(options: Sequence[Option]) -> str:
    """The choices as lines, to be typed by number or label."""
    lines = "\n".join(f"{place}. {option.label}" for place, option in enumerate(options, 1))
    return f"\n\n{lines}" if lines else ""


def fits_buttons(message: Outbound) -> bool:
    """Whether WhatsApp's own buttons can show the choices."""
    labels = [option.label for option in message.options]
    return (
        1 <= len(labels) <= BUTTONS
        and len(set(labels)) == len(labels)
        and all(label.strip() and utf16(label) <= LABEL for label in labels)
        and all(option.data and len(option.data) <= DATA for option in message.options)
        and bool(message.text.strip())
        and utf16(message.text) <= BUTTONS_TEXT
        and not message.files
        and not message.plain
    )
