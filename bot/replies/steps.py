"""What a turn leads to besides what it says: a dialogue to begin, a command to carry out, a form to leave.

Commands, dialogues and actions name what comes next by these; the conversation sees to it. So none of them needs to
know where the others live.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.replies.acts import Act


class Topic(StrEnum):
    """What a dialogue is about: how it is asked for, what a chat remembers it by, where its texts stand."""

    OPEN_TICKET = "open_ticket"
    CLOSE_TICKET = "close_ticket"
    DELETE_TICKET = "delete_ticket"
    CLOSE_SURE = "close_sure"
    CLOSE_ALL = "close_all"
    WHICH = "which"
    SURE = "sure"
    WRITE = "write"
    SEND_TO = "send_to"
    WHERE = "where"
    REOPEN = "reopen"
    ANEW = "anew"
    MOVE = "move"
    RESUME = "resume"
    ASSIGN = "assign"
    CRITICALITY = "criticality"
    CATEGORY = "category"
    ADD_CATEGORY = "add_category"
    RENAME_CATEGORY = "rename_category"
    RETIRE_CATEGORY = "retire_category"
    INTRODUCE = "introduce"
    APPROVE = "approve"
    KNOWN = "known"
    INVITE = "invite"
    EDIT_PERSON = "edit_person"
    SEARCH = "search"
    READY = "ready"
    ADD_READY = "add_ready"
    CHANGE_READY = "change_ready"
    DELETE_READY = "delete_ready"
    LANGUAGE = "language"
    ERASE_ME = "erase_me"


@dataclass(frozen=True)
class Ask:
    """A dialogue begins, with what is known already.

    given: answers by question. waiting: ids of the inbox messages that wait for what it decides. files: ids of the
    files that came for it.
    """

    topic: Topic
    given: Mapping[str, Any] = field(default_factory=dict)
    waiting: Sequence[int] = ()
    files: Sequence[int] = ()


@dataclass(frozen=True)
class Do:
    """A command is carried out, as if it had been typed with these words."""

    act: Act
    args: str


@dataclass(frozen=True)
class Leave:
    """The form that is open is cancelled."""


@dataclass(frozen=True)
class Resume:
    """A form that had fallen silent was decided about: `how` is go_on, afresh or cancel. `waiting` are the ids of the
    inbox messages that came meanwhile."""

    how: str
    waiting: Sequence[int]


Step = Ask | Do | Leave | Resume
