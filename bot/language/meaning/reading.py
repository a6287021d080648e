"""What a text may mean, what may be asked when it is read, and what a reading holds."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Meaning(StrEnum):
    """What somebody wants to say. Each has its phrases in `texts/meaning/`, in the section of its name."""

    # Answers
    YES = "yes"
    NO = "no"
    SKIP = "skip"
    DONE = "done"
    ME = "me"
    CANCEL = "cancel"
    BACK = "back"
    CHANGE_FIELD = "change_field"  # `field`, and `value` where they said the new one
    CORRECTS = "corrects"  # an earlier answer: `field`, where they say which, and `value`, the new one
    COMING = "coming"  # a photo that is about to be sent: «ahí te la mando»
    WRONG_FILES = "wrong_files"  # those that were sent: «me equivoqué de foto»; `field` says of what question
    ANSWER = "answer"  # the answer itself, in `value`, without the words around it («es para Graciela»)
    LABEL = "label"  # one of the labels that were given; its place (from 0) is in `place`

    # Talk
    GREETING = "greeting"
    THANKS = "thanks"  # and every other courtesy that asks nothing: «ok», «genial», «👍», «chau»

    # What everybody may want
    OPEN = "open"
    LIST = "list"
    STATUS = "status"
    VIEW = "view"
    HELP = "help"
    MENU = "menu"
    LANGUAGE = "language"
    PERSON = "person"
    HOURS = "hours"  # when somebody attends
    CLOSE = "close"
    CLOSE_ALL = (
        "close_all"  # «cerrá los dos»: how many they speak of is in `value`, in figures, where they say it
    )
    WORKS = "works"
    STILL_FAILS = "still_fails"
    OTHER_MATTER = "other_matter"
    MISPLACED = "misplaced"  # what we just put into a ticket is another's
    DELETE = "delete"
    ERASE_ME = "erase_me"  # all that is kept on them
    REOPEN = "reopen"

    # Staff's
    ASSIGN = "assign"
    CRITICALITY = "criticality"
    CATEGORY = "category"
    REPLY = "reply"
    NOTE = "note"
    PENDING = "pending"
    DUE = "due"
    UNASSIGNED = "unassigned"
    BOARD = "board"
    TECHNICIANS = "technicians"
    TECHNICIAN_LOAD = "technician_load"
    PEOPLE = "people"
    SEARCH = "search"  # tickets, by the words in `value`
    INVITE = "invite"
    ABSENT = "absent"
    PRESENT = "present"

    PROBLEM = "problem"  # tells of something that fails, and is nothing of the above
    NOTHING = "nothing"  # plain words


class Asked(StrEnum):
    """What is open in the chat when the text comes."""

    NOTHING = "nothing"
    PERSON = "person"  # who has the problem
    PHONE = "phone"
    PROBLEM = "problem"
    IMAGE = "image"
    SUMMARY = "summary"
    CHANGE = "change"  # «¿Qué cambiamos?»
    YES_NO = "yes_no"
    CLOSE_SURE = "close_sure"  # «¿Cerramos el Ticket 121?»
    DELETE_SURE = "delete_sure"  # «¿Eliminamos el Ticket 121?»
    SOLVED = "solved"  # after a solution: «¿Te sirvió?»
    REOPEN = "reopen"  # «¿Reabrir?»
    RATING = "rating"  # one to five
    NAME = "name"  # the door's questions
    COMPANY = "company"
    CLIENT = "client"  # «¿Para qué cliente?»
    CHOICE = "choice"  # labels alone answer it
    MOVED = "moved"  # whether what we just put into a ticket is of another
    PLACE = "place"  # of which ticket what they wrote is
    LAST_WORD = "last_word"  # before a client closes their ticket
    TEXT = "text"  # any other free text: a solution, a note, a reply


class Sure(IntEnum):
    """How sure a reading is. What is LIKELY and would change something is asked first."""

    NONE = 0
    LIKELY = 1
    CERTAIN = 2


RUNS_ON = "runs_on"
"""A sign: whether the last of the tickets belongs to the order, or to what is said after it, is not to be told."""
ONESELF = "oneself"
"""A sign: the ticket is wanted for whoever says it."""
HANDS_OVER = "hands_over"
"""A sign: all that somebody has is to be another's."""
AWAY = "away"
"""A sign: of those who are named one has the ticket, and it goes to another."""
WAITS = "waits"
"""A sign: who asks how it goes has waited long enough: «sigo esperando», «nadie vino»."""
DONE = "done"
"""A sign: that something is done, not that it is to be."""
VISIT = "visit"
"""A sign: that they do not come somewhere, which may be said to a client."""
DOUBTFUL = "doubtful"
"""A sign: something beside the order puts it in doubt."""
QUESTION = "question"
"""A sign: what reads as an order is asked, not wanted."""
STATE = "state"
"""A sign: it is asked how things are: «¿el 121 lo tiene beto?»."""
COURTESIES = frozenset({Meaning.GREETING, Meaning.THANKS})
SMALL = COURTESIES | {Meaning.YES, Meaning.NO, Meaning.DONE}


@dataclass(frozen=True)
class Reading:
    """What a text means, and what else is in it.

    `rest` is what the meaning leaves over, to the letter: it must be kept. `said` is the part that made the meaning.
    `also` are meanings read beside it («hola», «gracias»). `signs` are what else its words tell of it (`[signs]`).
    `tickets` and `names` are in the order that they were written, names as typed; `maybe_names` are words that somebody
    may be called («luz»). `level` is the store's word ("high"), `level_typed` what somebody mistyped for it. `question`
    is what is to be asked of a client, with the word that asks («cuándo puede»), which `value` has not.
    """

    meaning: Meaning
    sure: Sure = Sure.CERTAIN
    rest: str = ""
    said: str = ""
    also: frozenset[Meaning] = frozenset()
    tickets: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    maybe_names: tuple[str, ...] = ()
    level: str | None = None
    level_typed: str = ""
    category: str = ""
    field: str = ""
    value: str = ""
    question: str = ""
    company: str = ""
    place: int | None = None
    signs: frozenset[str] = frozenset()
    left: str = ""
    """What follows an order in doubt, and is none of it."""

    @property
    def certain(self) -> bool:
        return self.sure is Sure.CERTAIN

    @property
    def is_small_talk(self) -> bool:
        """Greetings and courtesies alone: nothing to keep a place for, where nothing is asked."""
        return self.meaning in SMALL and not self.rest

    @property
    def is_greeting(self) -> bool:
        """A greeting alone: nothing is lost where it is left out of what is told. «Urgente» would be."""
        return self.certain and Meaning.GREETING in {self.meaning, *self.also} <= COURTESIES and not self.rest
