"""Hands a message to its channel, in another form where the provider refuses the first: the words always arrive.

A row is one call. It becomes more where files are lost (their names make its text longer, so it is cut anew), where
an album is refused (each of its files then goes alone), where a file is taken in no form (the words go without it, and
it is named in its place), and where what is to be edited cannot be any more (it is said anew).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.channels.channel import OF_FILES, Channel, Undeliverable
from bot.channels.messages import Outbound


@dataclass(frozen=True)
class Taken:
    """The provider's ids of what it took, and the names of the files that it did not take."""

    ids: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


Naming = Callable[[str], str]
"""What stands in the place of a file with this name that cannot go."""


def hand_over(channel: Channel, message: Outbound, naming: Naming, *, cut_anew: bool) -> Taken:
    """Sends it, as a whole or in the parts that its channel makes of it. Raises TryLater, Undeliverable or
    Misconfigured."""
    return _all(channel, channel.parts(message) if cut_anew else [message], naming)


def _all(channel: Channel, parts: Iterable[Outbound], naming: Naming) -> Taken:
    taken = [_one(channel, part, naming) for part in parts]
    ids = tuple(message_id for each in taken for message_id in each.ids)
    return Taken(ids, tuple(name for each in taken for name in each.refused))


def _one(channel: Channel, message: Outbound, naming: Naming) -> Taken:
    try:
        return Taken(channel.send(message))
    except Undeliverable as refused:
        if message.kind == "edit" and refused.reason in ("gone", "refused"):
            return _all(channel, channel.parts(_anew(message)), naming)
        if not message.files or refused.reason not in OF_FILES:
            raise
    if len(message.files) > 1:
        return _all(channel, _each_alone(message), naming)
    (file,) = message.files
    named = replace(message, files=(), text="\n".join(filter(None, [message.text, naming(file.name)])))
    return replace(_all(channel, channel.parts(named), naming), refused=(file.name,))


def _anew(message: Outbound) -> Outbound:
    return replace(message, kind="message", text=message.anew or message.text, targets=())


def _each_alone(message: Outbound) -> list[Outbound]:
    """The words go with the first."""
    first, *others = message.files
    bare = replace(message, text="", reply_to="")
    return [replace(message, files=(first,)), *(replace(bare, files=(file,)) for file in others)]
