"""The engine of the dialogues: which form is open in a chat, what it asks, what happens when it has all its answers.

What a chat remembers of a dialogue in progress is `{name, run, answers, asking, …}`: a deployment may add, drop,
reorder or rename questions while people are in the middle of one. Dialogues stack: one that begins while another is
open is talked to its end first, then the one below asks again.
"""

from collections.abc import Mapping
from typing import Any

from bot.dialogue import asking
from bot.dialogue.form import Dialogue, Form, Question
from bot.replies.steps import Ask, Topic
from bot.replies.turn import Heard, Turn
from store.errors import Refused
from store.messages import inbox

MOST_OPEN = 4

State = dict[str, Any]


class Forms:
    """The forms that are open in one chat, during one turn; the last one on the pile is the one that asks.

    ended: the form that came to its end last. interrupted: something else was done while a question was open.
    """

    def __init__(self, turn: Turn, dialogues: Mapping[str, Dialogue]):
        self.turn, self._dialogues = turn, dialogues
        self._pile: list[State] = turn.memory.setdefault("forms", [])
        self._pile[:] = [state for state in self._pile if state["name"] in dialogues]
        self.begin_step()

    def begin_step(self) -> None:
        """From here on counts what asks, ends or is interrupted."""
        self._before = list(self._pile)
        self._asked: State | None = None
        self.ended: Form | None = None
        self.interrupted = False

    @property
    def top(self) -> Form | None:
        """The form that is open."""
        return self._form(self._pile[-1]) if self._pile else None

    @property
    def open(self) -> list[Form]:
        """All of them, the oldest first."""
        return [self._form(state) for state in self._pile]

    def of(self, turn: Turn) -> "Forms":
        """The same pile, in a turn that goes on where this one is."""
        return Forms(turn, self._dialogues)

    def _form(self, state: State) -> Form:
        return Form(self.turn, self._dialogues[state["name"]], state)

    def begin(self, ask: Ask) -> None:
        """Begins a dialogue. One of the same topic that is open gives way to it: what waits there waits here; but where
        it holds words of its own, or is about another ticket, it is gone on with afterwards. Where a dialogue is not
        possible, what waits for it is offered a place."""
        form = self._form(
            {
                "name": ask.topic,
                "run": _run(self.turn),
                "answers": dict(ask.given),
                "given": list(ask.given),
                "waiting": list(ask.waiting),
                "files": list(ask.files),
            }
        )
        if not form.dialogue.possible(form):
            self.turn.say(f"{ask.topic}.none", **form.dialogue.values(form))
            self.turn.unplaced += form.unplaced()
            return
        self._replace_by(form)
        self._make_room()
        self._pile.append(form.state)
        self.advance(form)

    def _replace_by(self, new: Form) -> None:
        """Takes away the forms of the same topic that the new one makes superfluous. Where more comes to wait for the
        same choice, the buttons that are shown already stay good."""
        for old in [form for form in self.open if form.dialogue is new.dialogue]:
            same_matter = _matter(old) == _matter(new) and not old.told
            if same_matter:
                new.waiting[:0] = [id_ for id_ in old.waiting if id_ not in new.waiting]
                new.files[:0] = [id_ for id_ in old.files if id_ not in new.files]
                new.answers.update(
                    {name: old.answers[name] for name in new.dialogue.kept if name in old.answers}
                )
                if old.asked and old.asked.collects:
                    new.state["run"] = old.state["run"]
            if same_matter or old.is_empty or set(old.waiting) & set(new.waiting):
                self._take_off(old)

    def _make_room(self) -> None:
        """Of too many that are open the oldest goes: first one that holds nothing, never the one that asks."""
        while len(self._pile) >= MOST_OPEN:
            forms = self.open
            gone = next((form for form in forms[:-1] if form.is_empty), forms[0])
            self.turn.unplaced += gone.unplaced()
            self._take_off(gone)

    def advance(self, form: Form) -> None:
        """Asks what is missing; where nothing is, does what the dialogue is for."""
        question = form.next()
        if question is not None:
            self.ask(form, question)
        else:
            self.end(form)
            form.dialogue.then(form)

    def ask(self, form: Form, question: Question, prefix: str = "", **values: Any) -> None:
        """Opens a question, after an optional sentence."""
        if form.state.get("asking") != question.name:
            form.state["tries"] = 0
            form.forget_suggestions()
        form.state["asking"] = question.name
        self.say(form, question, prefix, **values)

    def say(
        self, form: Form, question: Question, prefix: str = "", *, instead: bool = False, **values: Any
    ) -> None:
        """Says the question, after an optional sentence; `instead` as in `Form.reply`."""
        self._asked = form.state
        self.turn.say(asking.ask(form, question, prefix, instead=instead, **values))

    def ask_again(self) -> None:
        """Repeats the question that is open, if one is: something else was said after it."""
        form = self.top
        question = form and (form.next() or form.asked)
        if form and question:
            self.ask(form, question)

    def end(self, form: Form) -> None:
        """Takes the form off the pile."""
        self._take_off(form)
        self.turn.unplaced += form.later
        self.ended, self.interrupted, self._asked = form, True, None

    def cancel(self, form: Form) -> None:
        self.end(form)
        if form.dialogue.cancelled is not None:
            form.dialogue.cancelled(form)
        else:
            own = f"{form.dialogue.topic}.cancelled"
            key = own if self.turn.desk.texts.has(own) else "cancelled"
            self.turn.say(key, **form.dialogue.values(form))

    def return_to_the_open_one(self) -> None:
        """A question that was interrupted is asked again, where it is open still and nobody has asked it meanwhile.
        After a form of the same kind we ask first whether to go on: the question would be taken for one about what
        was just done."""
        form = self.top
        if not self.interrupted or form is None or not self._was_open(form) or self._asked is form.state:
            return
        if self.ended and form.dialogue is self.ended.dialogue and form.dialogue.places:
            self.begin(Ask(Topic.RESUME))
        else:
            self._ask_again_if_it_is_there(form)

    def _ask_again_if_it_is_there(self, form: Form) -> None:
        """What a form is about may be gone by now, or somebody else's, or done with: then the form goes too. What
        waited for what is done with was the wish to do it, and nothing else."""
        try:
            if form.dialogue.stands(form):
                self.ask_again()
                return
            lost = [id_ for id_ in form.unplaced() if id_ not in form.waiting]
        except Refused:
            lost = form.unplaced()
        self.turn.unplaced += lost
        self.end(form)

    def _was_open(self, form: Form) -> bool:
        return any(state is form.state for state in self._before)

    def _take_off(self, form: Form) -> None:
        self._pile[:] = [state for state in self._pile if state is not form.state]


def is_older(form: Form, heard: Heard) -> bool:
    """Whether a message that comes late was said before this dialogue began: then it answers nothing of it."""
    if not heard.inbound.late:
        return False
    begun = inbox.get_many(form.turn.session, [form.begun_by])
    return bool(begun) and heard.said_at < begun[0].received_at


def _matter(form: Form) -> tuple[Any, ...]:
    return tuple(form.answers.get(name) for name in ("ticket", "command", "rest", "act", "args"))


def _run(turn: Turn) -> str:
    """Names this run of a dialogue: a button of an earlier run is not one of this, unless this took that run over."""
    digits, number = "", turn.heard.id
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits
