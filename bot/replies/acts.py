"""What people can ask for, by a word or by a button: the contract's table of commands, as a table.

What carries each act out stands in `commands/`. Its words, its label and its line in the help are in the texts.
"""

from dataclasses import dataclass
from typing import Any

from bot.channels.messages import Label
from store.people import people

CLIENT, TECHNICIAN, LEAD = "client", "technician", "lead"
EVERYBODY = frozenset(people.ROLES)
CLIENTS = frozenset({CLIENT})
TECHNICIANS_ALONE = frozenset({TECHNICIAN})
STAFF = frozenset(people.STAFF)
LEADS = frozenset({LEAD})
MOST_BUTTONS = 8
"""How many tickets or people a message offers by a button each."""


@dataclass(frozen=True)
class Act:
    """`name` is what its buttons carry and what its texts are found by.

    typed: it has words of its own; the others exist as buttons only. about_ticket: it begins with a ticket's number.
    takes_text: also without slash, text may follow that number. takes_files: it may be the caption of files, which
    then go where its text goes. takes_words: also without slash, any text may follow its word; takes_day: one that
    names a day.
    """

    name: str
    roles: frozenset[str]
    typed: bool = True
    about_ticket: bool = False
    takes_text: bool = False
    takes_files: bool = False
    takes_words: bool = False
    takes_day: bool = False

    def button(self, *args: object, key: str = "", **values: Any) -> Label:
        """A button that asks for it («assign 121»), with its own label or another (`key`) and that label's values."""
        data = " ".join([self.name, *map(str, args)])
        return Label(data, key=key or self.name, values=values)


START = Act("start", EVERYBODY)
OPEN = Act("open", EVERYBODY, takes_files=True)
MINE = Act("mine", CLIENTS)
VIEW = Act("view", EVERYBODY, about_ticket=True)
CLOSE = Act("close", EVERYBODY, about_ticket=True, takes_text=True, takes_files=True)
DELETE = Act("delete", CLIENTS, about_ticket=True)
REOPEN = Act("reopen", EVERYBODY, about_ticket=True, takes_files=True)
PENDING = Act("pending", STAFF)
DUE = Act("due", STAFF)
RESPOND = Act("respond", STAFF, about_ticket=True, takes_text=True, takes_files=True)
NOTE = Act("note", STAFF, about_ticket=True, takes_text=True, takes_files=True)
AWAY = Act("away", TECHNICIANS_ALONE, takes_day=True)
PRESENT = Act("present", TECHNICIANS_ALONE)
ASSIGN = Act("assign", LEADS, about_ticket=True, takes_text=True)
CRITICALITY = Act("criticality", LEADS, about_ticket=True, takes_text=True)
CATEGORY = Act("category", LEADS, about_ticket=True, takes_text=True)
READY = Act("ready", STAFF, about_ticket=True, takes_words=True)
READY_ANSWERS = Act("ready_answers", LEADS)
UNASSIGNED = Act("unassigned", LEADS)
BOARD = Act("board", LEADS)
TECHNICIANS = Act("technicians", LEADS)
CATEGORIES = Act("categories", LEADS)
PEOPLE = Act("people", LEADS)
INVITE = Act("invite", LEADS)
SEARCH = Act("search", EVERYBODY, takes_words=True)
LANGUAGE = Act("language", EVERYBODY)
MY_DATA = Act("my_data", EVERYBODY)
ERASE_ME = Act("erase_me", EVERYBODY)
HELP = Act("help", EVERYBODY)
CANCEL = Act("cancel", EVERYBODY)

FOUND = Act("found", EVERYBODY, typed=False)
COMMANDS = Act("commands", EVERYBODY, typed=False)
HAND_OVER = Act("hand_over", LEADS, typed=False)
HAND_OUT = Act("hand_out", LEADS, typed=False)
HELPED = Act("helped", CLIENTS, typed=False)
PERSISTS = Act("persists", CLIENTS, typed=False)
JOIN = Act("join", LEADS, typed=False)
LET_LEAD = Act("let_lead", LEADS, typed=False)
SEPARATE = Act("separate", LEADS, typed=False)
SATISFACTION = Act("satisfaction", EVERYBODY, typed=False)
THREAD = Act("thread", EVERYBODY, typed=False)
MOVE = Act("move", EVERYBODY, typed=False)
ANOTHER = Act("another", CLIENTS, typed=False)
INVITE_AGAIN = Act("invite_again", LEADS, typed=False)
PERSON = Act("person", LEADS, typed=False)
EDIT_PERSON = Act("edit_person", LEADS, typed=False)
DEACTIVATE = Act("deactivate", LEADS, typed=False)
REACTIVATE = Act("reactivate", LEADS, typed=False)
TAKE_CHAT = Act("take_chat", LEADS, typed=False)
ABSENT = Act("absent", LEADS, typed=False)
ADD_CATEGORY = Act("add_category", LEADS, typed=False)
RENAME_CATEGORY = Act("rename_category", LEADS, typed=False)
READY_FOR = Act("ready_for", STAFF, typed=False)
ADD_READY = Act("add_ready", LEADS, typed=False)
CHANGE_READY = Act("change_ready", LEADS, typed=False)
DELETE_READY = Act("delete_ready", LEADS, typed=False)
RETIRE_CATEGORY = Act("retire_category", LEADS, typed=False)
APPROVE = Act("approve", LEADS, typed=False)
KNOWN = Act("known", LEADS, typed=False)
IS_THEM = Act("is_them", LEADS, typed=False)
REJECT = Act("reject", LEADS, typed=False)
ERASE = Act("erase", LEADS, typed=False)
KEEP = Act("keep", LEADS, typed=False)
LINK = Act("link", EVERYBODY, typed=False)
UNLINK = Act("unlink", EVERYBODY, typed=False)

ACTS: dict[str, Act] = {act.name: act for act in list(globals().values()) if isinstance(act, Act)}
"""Every act by its name, in the order of the help."""


def typed_by(roles: frozenset[str]) -> list[Act]:
    """The acts that have words and that people of these roles may use."""
    return [act for act in ACTS.values() if act.typed and roles & act.roles]
