"""What a dialogue is made of: questions, choices, and the form that one person is filling in.

The answers are the state: what a chat remembers of a form is `{name, run, answers, asking, …}`, and the next question
is derived from it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.channels.messages import Label
from bot.language.meaning import Asked, Meaning, Reading
from bot.language.texts import Voice
from bot.replies.steps import Topic
from bot.replies.turn import Turn
from store.messages import inbox

CANCEL, BACK, SKIP, DONE = "!cancel", "!back", "!skip", "done"
CHANGE = "change-"
"""What a choice begins with that opens an answer again: its question's name follows."""
WAYS_OUT = {Meaning.CANCEL: CANCEL, Meaning.BACK: BACK, Meaning.SKIP: SKIP, Meaning.DONE: DONE}


class Unusable(Exception):
    """What was said does not answer the question; `key` is the text that says what is expected."""

    def __init__(self, key: str = "", **values: Any):
        super().__init__(key)
        self.key, self.values = key, values


class Added(Unusable):
    """It answers nothing, but is no mistake either: it is added to what the form is about, as `key` says."""


@dataclass(frozen=True)
class Choice:
    """One possible answer: `value` names it in a button, `answer` is what it means. Besides its label, it may be typed
    by one of its `spellings` (folded)."""

    value: str
    answer: Any
    key: str = ""
    text: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    spellings: tuple[str, ...] = ()
    rest: str = ""
    """What was said beside it, once it is made: it must not be lost."""
    told: str = ""
    """The answer to what it asks next, where that was said with it: «el teléfono es 11 2345-6789»."""


_SKIP = Choice(SKIP, None, key="skip")
_BACK = Choice(BACK, None, key="back")
_CANCEL = Choice(CANCEL, None, key="cancel")


@dataclass(frozen=True)
class Question:
    """How to ask one thing and how to read its answer. Its words stand under `dialogue.question` in the texts."""

    name: str
    optional: "bool | Callable[[Form], bool]" = False
    when: "Callable[[Form], bool]" = lambda form: True
    ways_out: bool = True
    asks: "Callable[[Form], str]" = lambda form: "ask"
    """Which of its texts asks."""
    asked: Asked = Asked.CHOICE
    """What is asked, to whoever reads what is typed."""
    means: Mapping[Meaning, str] = field(default_factory=dict)
    """Which of its choices (by their `value`) a meaning makes, besides the ways out."""
    captions_to: str = ""
    """The question whose answer a file's caption adds to, where it is not the answer to this one."""

    number_to: str = ""
    """The question that is answered by a telephone number which is all that was typed here."""

    takes_text = False
    guessed = False
    """Whether an answer that was given from outside may be another's: it is asked for when they go back."""
    of_a_few = False
    """Whether one of a few is wanted, so that «ninguno» answers it."""
    chooses = 0
    """Where one of a few choices is wanted: how many words that make none tell something, and are offered a place
    once the dialogue is over."""
    collects = False
    """Whether messages that choose nothing wait in the dialogue for the choice."""

    @property
    def tells(self) -> bool:
        """Whether its answer is somebody's own words, which nobody could write again."""
        return False

    def choices(self, form: "Form") -> Sequence[Choice]:
        return ()

    def understood(self, form: "Form") -> Sequence[Choice]:
        """Choices that are not shown now but still mean something: a button of a moment ago, a typed word."""
        return ()

    def read_former(self, form: "Form", value: str) -> Any:
        """The answer of a button (by its choice's `value`) that was shown with this question, and whose choice is not
        offered any more: a list goes on while somebody looks at it. Raises Unusable, which says why it is none."""
        raise Unusable("choice_gone")

    def asked_now(self, form: "Form") -> Asked:
        """What is asked, where it depends on the form."""
        return self.asked

    def meant(self, form: "Form", said: Reading) -> str | None:
        """The choice (by its `value`) that a reading makes. A yes with a «but» makes none; «ninguno» of a few is to let
        go, but not of words that wait for the choice."""
        if not said.certain and said.rest:
            return None
        none = SKIP if self.may_skip(form) else CANCEL
        lets_go = (self.of_a_few or self.may_skip(form)) and not self.collects and not said.rest
        ways = {**WAYS_OUT, Meaning.NO: none} if lets_go else WAYS_OUT
        return {**ways, **self.means}.get(said.meaning)

    def read(self, form: "Form", text: str) -> Any:
        """The answer that a text gives. Raises Unusable."""
        raise Unusable

    def read_all(self, form: "Form", text: str) -> Mapping[str, Any]:
        """The answers that a text gives, by question: to this one, and to others that it answers with it. Raises
        Unusable."""
        return {self.name: self.read(form, text)}

    def read_card(self, form: "Form", name: str, text: str) -> Any:
        """The answer that a contact's card gives: the name on it, and all that it says. Raises Unusable."""
        return self.read(form, text)

    def gather(self, form: "Form", text: str) -> Any:
        """What files (kept in the form by now) with their caption mean here: an answer, or None: ask on."""
        return None

    def steps_aside(self, form: "Form", choice: Choice) -> bool:
        """True for a choice that is no answer but changes what is asked next («Cambiar…»), which is noted in the
        form."""
        return False

    def wording(self, form: "Form") -> str:
        return self.asks(form)

    def again(self, form: "Form", which: str) -> str:
        """Which of its texts says what is expected: `which` ("again", "again_more", "stuck") may have variants."""
        return which

    def stands(self, form: "Form") -> bool:
        """Whether what it was answered still holds; else it is asked anew, and all else stays answered."""
        return True

    def skipped(self, form: "Form") -> Any:
        """What «Omitir» means."""
        return None

    def may_skip(self, form: "Form") -> bool:
        return self.optional(form) if callable(self.optional) else self.optional

    def values(self, form: "Form") -> dict[str, Any]:
        """What its texts may name besides the dialogue's own values."""
        return {}

    def show(self, form: "Form", voice: Voice) -> str:
        """Its answer, in words, for a summary."""
        answer = form.answers.get(self.name)
        return str(answer) if answer else voice("nothing")


@dataclass(frozen=True)
class Dialogue:
    """Questions in order, and what is done with the answers. `places` shows «2/4» with each question;
    `takes_files` keeps what is sent meanwhile for it; where it is not `possible`, only its text `none` is said. The
    answers that are `kept` go over to one of the same matter, with what waits. One that no longer `stands` when it was
    interrupted is not gone on with: its ticket was closed meanwhile."""

    topic: Topic
    questions: tuple[Question, ...]
    then: "Callable[[Form], None]"
    places: bool = False
    takes_files: bool = False
    possible: "Callable[[Form], bool]" = lambda form: True
    values: "Callable[[Form], Mapping[str, Any]]" = lambda form: {}
    cancelled: "Callable[[Form], None] | None" = None
    kept: tuple[str, ...] = ()
    stands: "Callable[[Form], bool]" = lambda form: True


class Form:
    """A dialogue in progress in one chat; writes through to the chat's memory."""

    def __init__(self, turn: Turn, dialogue: Dialogue, state: dict[str, Any]):
        self.turn, self.dialogue, self.state = turn, dialogue, state

    @property
    def begun_by(self) -> int:
        """The inbox id of the message that began this run of it, or the one that it took over."""
        return int(self.state["run"], 36)

    @property
    def answers(self) -> dict[str, Any]:
        found: dict[str, Any] = self.state.setdefault("answers", {})
        return found

    @property
    def files(self) -> list[int]:
        """Ids of the files that were sent meanwhile."""
        found: list[int] = self.state.setdefault("files", [])
        return found

    @property
    def waiting(self) -> list[int]:
        """Inbox ids of the messages that wait for what this dialogue decides."""
        found: list[int] = self.state.setdefault("waiting", [])
        return found

    @property
    def sources(self) -> dict[str, int]:
        """Which message gave an answer (by question): an edit of it changes the answer."""
        found: dict[str, int] = self.state.setdefault("sources", {})
        return found

    def told_by(self, name: str) -> list[int]:
        """All messages whose words are in an answer."""
        source = [self.sources[name]] if name in self.sources else []
        return [*source, *self.state.get("added", {}).get(name, ())]

    def keep_beside(self, name: str, text: str) -> None:
        """Words that were said beside the answer to another question: added to that answer, once there is one."""
        if name in self.answers:
            self.add_text(name, text)
        else:
            self.state.setdefault("beside", {}).setdefault(name, []).append(text)
            self.state.setdefault("added", {}).setdefault(name, []).append(self.turn.heard.id)

    def keep_for_later(self) -> None:
        """The message that is being heard is offered a place once this dialogue has come to its end."""
        self.state.setdefault("later", []).append(self.turn.heard.id)

    @property
    def later(self) -> list[int]:
        """Inbox ids of the messages that are no answer, but say something."""
        return list(self.state.get("later", ()))

    def suggested(self, name: str, find: Callable[[], Sequence[str]]) -> Sequence[str]:
        """The texts that a question suggests, as they were found when it was asked: those that are seen may be
        chosen."""
        found: dict[str, list[str]] = self.state.setdefault("suggested", {})
        if name not in found:
            found[name] = list(find())
        return found[name]

    def forget_suggestions(self) -> None:
        """They are found anew: something else is asked, or for somebody else."""
        self.state.pop("suggested", None)

    def add_text(self, name: str, text: str) -> None:
        """More words to an answer, from the message that is being heard."""
        self.state.setdefault("added", {}).setdefault(name, []).append(self.turn.heard.id)
        before = self.answers.get(name)
        if before == self.turn.voice("in_the_files"):
            before = None
        self.answers[name] = f"{before}\n{text}" if before else text

    @property
    def told(self) -> list[str]:
        """The questions that were answered in somebody's own words."""
        return [q.name for q in self.dialogue.questions if q.tells and self.answers.get(q.name)]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of what somebody said would be gone with it."""
        return not (self.waiting or self.later or self.files or self.told)

    def unplaced(self) -> list[int]:
        """The inbox ids of the messages whose words and files would be gone with this form: those that went into no
        ticket."""
        told = [message for name in self.told for message in self.told_by(name)]
        brought = inbox.of_files(self.turn.session, self.files)
        rows = inbox.get_many(self.turn.session, list({*self.waiting, *self.later, *told, *brought}))
        return [row.id for row in rows if row.ticket_id is None]

    def change(self, name: str) -> None:
        """«Cambiar…»: one question is open again; «Volver» leaves its answer as it was."""
        self.state.pop("picking", None)
        self.state["changing"] = {name: self.answers.pop(name)}

    def answer(self, name: str, answer: Any) -> None:
        beside = self.state.get("beside", {}).pop(name, ())
        self.answers[name] = "\n".join([answer, *beside]) if beside else answer
        self.state.pop("changing", None)

    def take(self, found: Mapping[str, Any]) -> None:
        """The answers that the message that is being heard gives, by question. What was told already in somebody's own
        words is added to, and not twice."""
        for name, answer in found.items():
            if name not in self.told:
                self.sources[name] = self.turn.heard.id
                self.answer(name, answer)
            elif answer not in self.answers[name]:
                self.add_text(name, answer)

    def go_back(self, question: Question) -> None:
        """«Volver»: what was being changed keeps its answer; else the answer before this question is open again."""
        changing = self.state.pop("changing", None)
        if changing:
            self.answers.update(changing)
        elif not self.state.pop("picking", False) and (before := self.before(question)) is not None:
            self.answers.pop(before.name)

    @property
    def asked(self) -> Question | None:
        """The question that is open now."""
        name = self.state.get("asking")
        return next((q for q in self.dialogue.questions if q.name == name and q.when(self)), None)

    def applicable(self) -> Iterator[Question]:
        return (question for question in self.dialogue.questions if question.when(self))

    def next(self) -> Question | None:
        answers = self.answers
        return next((q for q in self.applicable() if q.name not in answers or not q.stands(self)), None)

    def before(self, question: Question) -> Question | None:
        """The question that «Volver» goes back to: the last one that was asked here, or whose answer, though given from
        outside, was guessed."""
        given = self.state.get("given", ())
        earlier = []
        for other in self.applicable():
            if other.name == question.name:
                break
            if other.name in self.answers and (other.guessed or other.name not in given):
                earlier.append(other)
        return earlier[-1] if earlier else None

    def choices(self, question: Question) -> list[Choice]:
        """All that may be chosen now, in reading order, the ways out last."""
        ways = []
        if question.may_skip(self):
            ways.append(_SKIP)
        if question.ways_out:
            if self.before(question) or self.state.get("changing") or self.state.get("picking"):
                ways.append(_BACK)
            ways.append(_CANCEL)
        return [*question.choices(self), *ways]

    def label(self, question: Question, choice: Choice) -> Label:
        data = f"{self.dialogue.topic}.{question.name}.{self.state['run']}:{choice.value}"
        return Label(data, key=choice.key, text=choice.text, values=choice.values)
