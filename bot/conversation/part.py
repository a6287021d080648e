"""What is heard together: one message that has just come, or the messages of a burst that belong to one place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Self

from bot.replies.turn import Heard


@dataclass(frozen=True)
class Part:
    """after: when the chat had last said something before it, None where that is not known. quiet: something else is
    about to be said, so that a question need not be asked again. What it says is worked out once: it is held against
    many rows."""

    pieces: Sequence[Heard]
    after: datetime | None = None
    quiet: bool = False

    def of(self, pieces: Sequence[Heard]) -> Self:
        """Some of the same burst."""
        return replace(self, pieces=pieces)

    @property
    def said_at(self) -> datetime:
        """By when the first of it was said."""
        return min(piece.said_at for piece in self.pieces)

    @property
    def ids(self) -> list[int]:
        """The messages' inbox ids."""
        return [piece.id for piece in self.pieces]

    @property
    def texts(self) -> list[str]:
        """What each message says, the silent ones left out."""
        return [piece.inbound.text for piece in self.pieces if piece.inbound.text]

    @cached_property
    def typed(self) -> str | None:
        """The text, where it is one message of words alone: somebody's own, neither forwarded nor a contact's card."""
        text, inbound = self.words, self.pieces[0].inbound
        return None if text is None or inbound.forwarded or inbound.card else text

    @property
    def card(self) -> str:
        """The name on the contact's card, where it is one message that shares one."""
        return self.pieces[0].inbound.card if len(self.pieces) == 1 else ""

    @cached_property
    def words(self) -> str | None:
        """The text, where it is one message of words alone, forwarded or not."""
        inbound = self.pieces[0].inbound
        if len(self.pieces) > 1 or inbound.files or inbound.unreadable or not inbound.text.strip():
            return None
        return inbound.text

    @property
    def plain_text(self) -> str | None:
        """All of it as one text, where it is nothing but somebody's own words."""
        if not self.is_plain or any(piece.inbound.forwarded for piece in self.pieces):
            return None
        return "\n".join(self.texts)

    @property
    def has_files(self) -> bool:
        return any(piece.inbound.files for piece in self.pieces)

    @property
    def is_plain(self) -> bool:
        """Whether it is nothing but words."""
        return not any(piece.inbound.files or piece.inbound.unreadable for piece in self.pieces)
