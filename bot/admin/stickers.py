"""`ticketero qr`: a sticker whose codes begin a ticket from where it hangs."""

from collections.abc import Iterator
from pathlib import Path

from bot.admin import files
from bot.admin.people import entering
from bot.admin.trouble import Trouble
from bot.desk import Desk
from bot.language import stickers
from bot.pictures import codes, sticker


def show(desk: Desk, place: str) -> Iterator[str]:
    """A link and its code for each channel, for a terminal. Raises Trouble."""
    for name, link in _links(desk, _one_line(place)):
        yield f"{name}  {link}"
        yield codes.blocks(link)


def write(desk: Desk, place: str, file: Path) -> Iterator[str]:
    """The sticker as a picture, or to print; and its links. Raises Trouble."""
    kind = file.suffix.lower().removeprefix(".")
    if kind not in sticker.KINDS:
        raise Trouble(f"{file}: a sticker is a file of the kind .png or .pdf")
    place, voice = _one_line(place), desk.texts.voice(desk.settings.desk.language)
    links = _links(desk, place)
    drawn = sticker.draw(desk.settings.desk.name, place, voice("sticker.invites"), links, kind)
    with files.in_a_line(file), files.create(file) as out:
        out.write(drawn)
    yield from (f"{name}  {link}" for name, link in links)
    yield f"The sticker is in {file}."


def _one_line(place: str) -> str:
    line = " ".join(place.split())
    if not line.isprintable():
        raise Trouble("the place must be one line without control characters")
    if len(line.encode()) > stickers.MOST_BYTES:
        raise Trouble(f"the place is too long: a code carries {stickers.MOST_BYTES} bytes of it")
    return line


def _links(desk: Desk, place: str) -> list[tuple[str, str]]:
    """By the channel's name, where people know it. Raises Trouble where no channel has a link."""
    voice = desk.texts.voice(desk.settings.desk.language)
    said = voice("sticker.said", place=place) if place else voice("labels.open")
    for channel in desk.channels.values():
        entering.learn_name(channel)
    found = {name: channel.start_link(place, said) for name, channel in desk.channels.items()}
    links = [(voice(f"sticker.{name}"), link) for name, link in found.items() if link]
    if not links:
        raise Trouble("no channel has a link now: is one switched on, and does its provider answer?")
    return links
