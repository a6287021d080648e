"""`ticketero qr`: a sticker whose codes begin a ticket from where it hangs."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.admin import files
from bot.admin.people import entering
from bot.admin.trouble import Trouble
from bot.channels.channel import Misconfigured, TryLater, Undeliverable
from bot.desk import Desk
from bot.language import stickers
from bot.pictures import codes, sticker


def show(desk: Desk, place: str) -> Iterator[str]:
    """A link and its code for each channel, for a terminal. Raises Trouble where a channel has none now, at the end."""
    links, without = _links(desk, _one_line(place))
    for name, link in links:
        yield f"{name}  {link}"
        yield codes.blocks(link)
    _tell(without)


def write(desk: Desk, place: str, file: Path) -> Iterator[str]:
    """The sticker as a picture, or to print; and its links. Raises Trouble, as `show` does once the file is there."""
    kind = file.suffix.lower().removeprefix(".")
    if kind not in sticker.KINDS:
        raise Trouble(f"{file}: a sticker is a file of the kind .png or .pdf")
    place, voice = _one_line(place), desk.texts.voice(desk.settings.desk.language)
    links, without = _links(desk, place)
    drawn = sticker.draw(desk.settings.desk.name, place, voice("sticker.invites"), links, kind)
    with files.whole(file) as out:
        out.write(drawn)
    yield from (f"{name}  {link}" for name, link in links)
    yield f"The sticker is in {file}."
    _tell(without)


def _tell(without: Sequence[str]) -> None:
    if without:
        raise Trouble("Some channels are not on it:", *without)


def _one_line(place: str) -> str:
    line = " ".join(place.split())
    if not line.isprintable():
        raise Trouble("the place must be one line without control characters")
    if len(line.encode()) > stickers.MOST_BYTES:
        raise Trouble(f"the place is too long: a code carries {stickers.MOST_BYTES} bytes of it")
    return line


def _links(desk: Desk, place: str) -> tuple[list[tuple[str, str]], list[str]]:
    """By the channel's name, where people know it; and which have none now, and why. Raises Trouble where all have
    none."""
    voice = desk.texts.voice(desk.settings.desk.language)
    said = voice("sticker.said", place=place) if place else voice("labels.open")
    nameless = dict(_nameless(desk))
    found = {name: channel.start_link(place, said) for name, channel in desk.channels.items()}
    links = [(voice(f"sticker.{name}"), link) for name, link in found.items() if link]
    without = [f"  {name}: {why}" for name, why in nameless.items() if not found[name]]
    if not links:
        raise Trouble(
            "no channel has a link now: is one switched on, and does its provider answer?", *without
        )
    return links, without


def _nameless(desk: Desk) -> Iterator[tuple[str, Exception]]:
    """The channels whose provider does not tell the name that their links hold, and why."""
    for name, channel in desk.channels.items():
        try:
            entering.learn_name(channel)
        except (TryLater, Undeliverable, Misconfigured) as error:
            yield name, error
