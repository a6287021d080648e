"""The commands that exist: this list is the whole registry. A button carries one too («assign 121»).

Each is a function of the turn and of what was typed after its word. Its words, label and help are in the texts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from bot.commands import access, everyone, lead, staff, tickets
from bot.language import words
from bot.language.texts import Texts
from bot.replies.turn import Turn

CLIENT, TECHNICIAN, LEAD = "client", "technician", "lead"
ALL = frozenset({CLIENT, TECHNICIAN, LEAD})
STAFF = frozenset({TECHNICIAN, LEAD})
LEADS = frozenset({LEAD})


@dataclass(frozen=True)
class Command:
    """`typed` ones have words, the others exist as buttons only; `about_ticket` ones begin with a ticket's number."""

    name: str
    roles: frozenset[str]
    run: Callable[[Turn, str], None]
    typed: bool = True
    about_ticket: bool = False


COMMANDS = {
    command.name: command
    for command in (
        Command("start", ALL, everyone.menu),
        Command("open", ALL, tickets.open),
        Command("mine", frozenset({CLIENT}), everyone.mine),
        Command("view", ALL, everyone.view, about_ticket=True),
        Command("close", ALL, tickets.close, about_ticket=True),
        Command("delete", frozenset({CLIENT}), tickets.delete, about_ticket=True),
        Command("reopen", ALL, tickets.reopen, about_ticket=True),
        Command("pending", STAFF, staff.pending),
        Command("respond", STAFF, staff.respond, about_ticket=True),
        Command("note", STAFF, staff.note, about_ticket=True),
        Command("assign", LEADS, lead.assign, about_ticket=True),
        Command("hand_out", LEADS, lead.hand_out, typed=False),
        Command("criticality", LEADS, lead.criticality, about_ticket=True),
        Command("category", LEADS, lead.category, about_ticket=True),
        Command("unassigned", LEADS, lead.unassigned),
        Command("board", LEADS, lead.board),
        Command("technicians", LEADS, lead.technicians),
        Command("categories", LEADS, lead.categories),
        Command("people", LEADS, access.people),
        Command("invite", LEADS, access.invite),
        Command("language", ALL, everyone.language),
        Command("help", ALL, everyone.help),
        Command("cancel", ALL, everyone.cancel),
        Command("helped", frozenset({CLIENT}), tickets.helped, typed=False),
        Command("persists", frozenset({CLIENT}), tickets.persists, typed=False),
        Command("thread", ALL, everyone.see_all, typed=False),
        Command("move", ALL, tickets.move, typed=False),
        Command("absent", LEADS, lead.absent, typed=False),
        Command("add_category", LEADS, lead.add_category, typed=False),
        Command("rename_category", LEADS, lead.rename_category, typed=False),
        Command("retire_category", LEADS, lead.retire_category, typed=False),
        Command("approve", LEADS, access.approve, typed=False),
        Command("known", LEADS, access.known, typed=False),
        Command("is_them", LEADS, access.is_them, typed=False),
        Command("reject", LEADS, access.reject, typed=False),
        Command("link", ALL, access.link, typed=False),
        Command("unlink", ALL, access.unlink, typed=False),
    )
}


@dataclass(frozen=True)
class Call:
    """A command with what came after its word; `command` is None for a «/word» that we do not know."""

    command: Command | None
    args: str


def read(texts: Texts, text: str) -> Call | None:
    """The command that a text is, with or without slash; None where it is plain talk.

    Without slash it is the whole message: the word or the label, alone or followed by ticket numbers only; a word of
    the staff followed by a number may have more text («responder 121 …»).
    """
    slash = words.command(text)
    if slash is not None:
        return Call(_by_word(texts).get(slash[0]), slash[1].strip())
    folded = words.fold(text)
    for phrase, command in _by_phrase(texts).items():
        if folded == phrase:
            return Call(command, "")
        if folded.startswith(phrase + " "):
            rest = _rest(text, phrase)
            numbers, others = words.tickets(rest.split())
            if numbers and (not others or (command.name in _WITH_TEXT and _begins_with_number(rest))):
                return Call(command, rest)
    return None


def pressed(data: str) -> Call | None:
    """The command that a button carries."""
    name, _, args = data.partition(" ")
    command = COMMANDS.get(name)
    return Call(command, args) if command else None


_WITH_TEXT = frozenset({"assign", "respond", "note", "criticality", "category"})


TAKE_FILES = frozenset({"open", "respond", "note", "close", "reopen"})
"""Those that may be the caption of files, which then go where the command's words go."""


def _begins_with_number(rest: str) -> bool:
    return re.match(r"#?\d", rest) is not None


def _rest(text: str, phrase: str) -> str:
    """What follows the phrase, to the letter: as many words of the text as the phrase has are left out."""
    return text.strip().split(maxsplit=len(phrase.split()))[-1]


@cache
def _by_word(texts: Texts) -> dict[str, Command]:
    return {
        words.fold(word): command
        for command in COMMANDS.values()
        if command.typed
        for word in texts.words(f"commands.{command.name}.words")
    }


@cache
def _by_phrase(texts: Texts) -> dict[str, Command]:
    labels = {
        words.fold(texts.find(language, f"labels.{command.name}")): command
        for command in COMMANDS.values()
        if command.typed
        for language in texts.languages
        if texts.has(f"labels.{command.name}")
    }
    return {**_by_word(texts), **labels}
