"""The engine of the dialogues: the answers are the state, and the next question is derived from them.

What a chat remembers of a dialogue in progress is `{name, run, answers, asking, …}`: a deployment may add, drop,
reorder or rename questions while people are in the middle of one. Dialogues stack: one that starts while another is
open is talked to its end first, then the one below asks again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot import words
from bot.messages import Label, Reply
from bot.texts import Voice
from bot.turn import Turn

CANCEL, BACK, SKIP = "!cancel", "!back", "!skip"
WAYS_OUT = ((CANCEL, "cancel"), (BACK, "back"), (SKIP, "skip"), ("done", "done"))
MOST_OPEN = 4


class Unusable(Exception):
    """What was said does not answer the question; `key` is the text that says what is expected."""

    def __init__(self, key: str = "", **values: Any):
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True)
class Choice:
    """One possible answer: `value` names it in a button, `answer` is what it means."""

    value: str
    answer: Any
    key: str = ""
    text: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """How to ask one thing and how to read its answer. Its words stand under `dialogue.question` in the texts."""

    name: str
    optional: "bool | Callable[[Form], bool]" = False
    when: "Callable[[Form], bool]" = lambda form: True
    ways_out: bool = True
    asks: "Callable[[Form], str]" = lambda form: "ask"
    """Which of its texts asks."""
    captions_to: str = ""
    """The question whose answer a file's caption adds to, where it is not the answer to this one."""

    takes_text = False
    collects = False
    """Whether messages that choose nothing wait in the dialogue for the choice."""

    def choices(self, form: "Form") -> Sequence[Choice]:
        return ()

    def understood(self, form: "Form") -> Sequence[Choice]:
        """Choices that are not shown now but still mean something: a button of a moment ago, a typed word."""
        return ()

    def read(self, form: "Form", text: str) -> Any:
        """The answer that a text gives. Raises Unusable."""
        raise Unusable

    def gather(self, form: "Form", text: str) -> Any:
        """What files (kept in the form by now) with their caption mean here: an answer, or None: ask on."""
        return None

    def take(self, form: "Form", choice: Choice) -> bool:
        """Acts on a choice that is not an answer yet («Cambiar…»); False where it is one."""
        return False

    def wording(self, form: "Form") -> str:
        return self.asks(form)

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
    `takes_files` keeps what is sent meanwhile for it; where it is not `possible`, only its text `none` is said."""

    name: str
    questions: tuple[Question, ...]
    then: "Callable[[Form], None]"
    places: bool = False
    takes_files: bool = False
    possible: "Callable[[Form], bool]" = lambda form: True
    values: "Callable[[Form], Mapping[str, Any]]" = lambda form: {}
    cancelled: "Callable[[Form], None] | None" = None


class Form:
    """A dialogue in progress in one chat; writes through to the chat's memory."""

    def __init__(self, turn: Turn, dialogue: Dialogue, state: dict[str, Any]):
        self.turn, self.dialogue, self.state = turn, dialogue, state

    @property
    def answers(self) -> dict[str, Any]:
        return self.state.setdefault("answers", {})  # type: ignore[no-any-return]

    @property
    def files(self) -> list[int]:
        """Ids of the files that were sent meanwhile."""
        return self.state.setdefault("files", [])  # type: ignore[no-any-return]

    @property
    def waiting(self) -> list[int]:
        """Inbox ids of the messages that wait for what this dialogue decides."""
        return self.state.setdefault("waiting", [])  # type: ignore[no-any-return]

    @property
    def sources(self) -> dict[str, int]:
        """Which message gave an answer (by question): an edit of it changes the answer."""
        return self.state.setdefault("sources", {})  # type: ignore[no-any-return]

    def add_text(self, name: str, text: str) -> None:
        before = self.answers.get(name)
        if before == self.turn.voice("in_the_files"):
            before = None
        self.answers[name] = f"{before}\n{text}" if before else text

    @property
    def asked(self) -> Question | None:
        """The question that is open now."""
        return next((q for q in self.applicable() if q.name == self.state.get("asking")), None)

    def applicable(self) -> Iterator[Question]:
        return (question for question in self.dialogue.questions if question.when(self))

    def next(self) -> Question | None:
        return next((question for question in self.applicable() if question.name not in self.answers), None)

    def before(self, question: Question) -> Question | None:
        """The question that «Volver» goes back to: the last one that was asked here, not given from outside."""
        given = self.state.get("given", ())
        earlier = []
        for other in self.applicable():
            if other.name == question.name:
                break
            if other.name in self.answers and other.name not in given:
                earlier.append(other)
        return earlier[-1] if earlier else None

    def choices(self, question: Question) -> list[Choice]:
        """All that may be chosen now, in reading order, the ways out last."""
        ways = []
        if question.may_skip(self):
            ways.append(Choice(SKIP, None, key="skip"))
        if question.ways_out:
            if self.before(question) or self.state.get("changing") or self.state.get("picking"):
                ways.append(Choice(BACK, None, key="back"))
            ways.append(Choice(CANCEL, None, key="cancel"))
        return [*question.choices(self), *ways]

    def label(self, question: Question, choice: Choice) -> Label:
        data = f"{self.dialogue.name}.{question.name}.{self.state['run']}:{choice.value}"
        return Label(data, key=choice.key, text=choice.text, values=choice.values)

    def reply(self, question: Question, prefix: str = "", **values: Any) -> Reply:
        """The question as we ask it, after an optional sentence on what was wrong with the last answer."""
        voice, name = self.turn.voice, f"{self.dialogue.name}.{question.name}"
        filled = {"n": len(self.files), **question.values(self), **self.dialogue.values(self), **values}
        text = voice(f"{name}.{question.wording(self)}", **filled)
        if self.dialogue.places and (place := self._place(question)):
            text = f"{text} ({place})"
        if prefix:
            text = f"{voice(prefix, **filled)}\n{text}"
        labels = tuple(self.label(question, choice) for choice in self.choices(question))
        return Reply("plain", {"text": text}, labels=labels)

    def _place(self, question: Question) -> str:
        counted = [q.name for q in self.applicable() if q.takes_text or q.may_skip(self)]
        return f"{counted.index(question.name) + 1}/{len(counted)}" if question.name in counted else ""


def current(turn: Turn) -> Form | None:
    """The dialogue that is open in this chat; one whose name no longer exists is forgotten."""
    forms = turn.memory.setdefault("forms", [])
    while forms:
        dialogue = turn.dialogues.get(forms[-1]["name"])
        if dialogue is not None:
            return Form(turn, dialogue, forms[-1])
        forms.pop()
    return None


def start(
    turn: Turn,
    name: str,
    given: Mapping[str, Any] | None = None,
    *,
    waiting: Sequence[int] = (),
    files: Sequence[int] = (),
) -> None:
    """Begins a dialogue with what is known already; one of the same name in this chat gives way to it."""
    forms = turn.memory.setdefault("forms", [])
    forms[:] = [state for state in forms if state["name"] != name][1 - MOST_OPEN :]
    answers = dict(given or {})
    state: dict[str, Any] = {"name": name, "run": _run(turn), "answers": answers, "given": list(answers)}
    state |= {"waiting": list(waiting), "files": list(files)}
    form = Form(turn, turn.dialogues[name], state)
    if not form.dialogue.possible(form):
        turn.say(f"{name}.none", **form.dialogue.values(form))
        return
    forms.append(state)
    advance(form)


def advance(form: Form) -> None:
    """Asks what is missing, or does what the dialogue is for."""
    question = form.next()
    if question is not None:
        ask(form, question)
        return
    finish(form)
    below = current(form.turn)
    form.dialogue.then(form)
    now = current(form.turn)
    if below is not None and now is not None and now.state is below.state:
        ask_again(form.turn)


def ask(form: Form, question: Question) -> None:
    if form.state.get("asking") != question.name:
        form.state["tries"] = 0
    form.state["asking"] = question.name
    form.turn.say(form.reply(question))


def finish(form: Form) -> None:
    """Takes the dialogue off the chat's memory."""
    forms = form.turn.memory["forms"]
    forms[:] = [state for state in forms if state is not form.state]


def ask_again(turn: Turn) -> None:
    """Repeats the question that is still open, if one is: something else was said after it."""
    form = current(turn)
    question = form and (form.asked or form.next())
    if form and question:
        ask(form, question)


def press(form: Form, data: str) -> bool:
    """Whether a button answers the open question; an old question's button never does."""
    head, _, value = data.partition(":")
    question = form.asked
    if question is None or head != f"{form.dialogue.name}.{question.name}.{form.state['run']}":
        return False
    choices = [*form.choices(question), *question.understood(form)]
    choice = next((c for c in choices if c.value == value), None)
    if choice is None:
        return False
    choose(form, question, choice)
    return True


def choose(form: Form, question: Question, choice: Choice) -> None:
    if choice.value == CANCEL:
        cancel(form)
    elif choice.value == BACK:
        _go_back(form, question)
    elif not question.take(form, choice):
        skip = choice.value == SKIP
        _answer(form, question, question.skipped(form) if skip else choice.answer)


def hear(form: Form, text: str, question: Question) -> None:
    """Takes a text as the answer to the open question, or says what is expected and asks again."""
    try:
        answer = question.read(form, text)
    except Unusable as unusable:
        _refuse(form, question, unusable)
        return
    form.sources[question.name] = form.turn.heard.id
    _answer(form, question, answer)


def gather(
    form: Form, question: Question, file_ids: Sequence[int], text: str, *, quiet: bool = False
) -> None:
    """Takes files that came while this was asked, with their caption. `quiet`: without asking again."""
    form.files.extend(file_ids)
    answer = question.gather(form, text)
    if answer is not None:
        form.sources[question.name] = form.turn.heard.id
        _answer(form, question, answer)
        return
    if text and question.captions_to:
        form.add_text(question.captions_to, text)
    if not quiet:
        form.turn.say(form.reply(question, prefix="files_kept" if question.wording(form) == "ask" else ""))


def take_text(form: Form, text: str, question: Question) -> None:
    """What somebody typed while this was asked: a choice by its label or number, else the answer itself."""
    choice = by_words(form, question, text)
    if choice is not None:
        choose(form, question, choice)
    elif is_way_out(form.turn, text):
        _refuse(form, question, Unusable())
    else:
        hear(form, text, question)


def is_way_out(turn: Turn, text: str) -> bool:
    """«cancelar», «volver», «omitir», «listo» alone are never an answer, even where there is nothing to skip."""
    texts = turn.desk.texts
    return words.fold(text) in {words.fold(w) for _, key in WAYS_OUT for w in texts.words(f"talk.{key}")}


def by_words(form: Form, question: Question, text: str) -> Choice | None:
    """The choice that a typed label or number makes."""
    choices = form.choices(question)
    voice = form.turn.voice
    labels = [choice.text or voice(f"labels.{choice.key}", **choice.values) for choice in choices]
    place = words.chosen(text, labels)
    if place is not None:
        return choices[place]
    return _by_way_out(form, [*choices, *question.understood(form)], text)


def _by_way_out(form: Form, choices: Sequence[Choice], text: str) -> Choice | None:
    """«cancelar», «volver», «omitir», «listo»: known in every language, whatever the label says now."""
    folded = words.fold(text)
    for value, key in WAYS_OUT:
        if folded in {words.fold(word) for word in form.turn.desk.texts.words(f"talk.{key}")}:
            return next((choice for choice in choices if choice.value == value), None)
    return None


def cancel(form: Form) -> None:
    finish(form)
    if form.dialogue.cancelled is not None:
        form.dialogue.cancelled(form)
    else:
        key = f"{form.dialogue.name}.cancelled"
        form.turn.say(key if form.turn.desk.texts.has(key) else "cancelled")
    ask_again(form.turn)


def change(form: Form, name: str) -> None:
    """«Cambiar…»: asks one question again; «Volver» leaves its answer as it was."""
    form.state["changing"] = {name: form.answers.pop(name)}
    advance(form)


def _answer(form: Form, question: Question, answer: Any) -> None:
    form.answers[question.name] = answer
    form.state.pop("changing", None)
    advance(form)


def _go_back(form: Form, question: Question) -> None:
    changing = form.state.pop("changing", None)
    if changing:
        form.answers.update(changing)
    elif not form.state.pop("picking", False) and (before := form.before(question)) is not None:
        form.answers.pop(before.name)
    advance(form)


def _refuse(form: Form, question: Question, unusable: Unusable) -> None:
    """Never the same sentence twice in a row: a repeated mistake gets a more concrete example."""
    tries = form.state["tries"] = form.state.get("tries", 0) + 1
    key = unusable.key or f"{form.dialogue.name}.{question.name}.{'again' if tries % 2 else 'again_more'}"
    if not form.turn.desk.texts.has(key):
        key = "again" if tries % 2 else "again_more"
    form.turn.say(form.reply(question, prefix=key, **unusable.values))


def _run(turn: Turn) -> str:
    """Names this run of a dialogue: a button of an earlier run is not one of this."""
    digits, number = "", turn.heard.id
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits
