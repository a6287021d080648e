"""How to ask for a text, a choice, a phone, files, a last look at all of it; how to read what comes back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.dialogue.form import BACK, CANCEL, CHANGE, SKIP, WAYS_OUT, Added, Choice, Form, Question, Unusable
from bot.language import phones, words
from bot.language.meaning import Asked, Meaning, Reading
from bot.language.sheets import Line, Sheet
from bot.language.texts import Voice
from store.errors import Refused
from store.people import people

FAILS = frozenset({Meaning.PROBLEM, Meaning.STILL_FAILS})
CHATTER = frozenset({Meaning.GREETING, Meaning.THANKS, Meaning.SKIP, Meaning.HELP})
ASKS_FOR_MORE = frozenset({Asked.PERSON, Asked.PROBLEM, Asked.NAME, Asked.COMPANY})
"""Questions that no greeting and no thanks answers: they would be somebody's name, or a problem."""


@dataclass(frozen=True)
class Text(Question):
    """Free text of at least `least` characters; `line` wants one line, short enough for a name. `files_say` is the text
    (by its key) that stands for the answer where files come without words, "" for none; None: files are no answer."""

    least: int = 1
    line: bool = False
    files_say: str | None = None
    suggest: Callable[[Form], Sequence[str]] = lambda form: ()
    me: Callable[[Form], str] = lambda form: ""
    """Whose name «yo» stands for."""

    takes_text = True

    @property
    def tells(self) -> bool:
        return not self.line

    def choices(self, form: Form) -> Sequence[Choice]:
        suggested = form.suggested(self.name, lambda: self.suggest(form))
        return [Choice(words.digest(text), text, text=text) for text in suggested]

    def read(self, form: Form, text: str) -> str:
        said = form.turn.read(text, self.asked)
        if said.meaning in CHATTER and not said.rest and self.asked in ASKS_FOR_MORE:
            raise Unusable
        answer = self._one_line(self._name_in(form, said) or text) if self.line else text
        if len(answer.strip()) < self.least:
            raise Unusable
        return answer

    def _name_in(self, form: Form, said: Reading) -> str:
        """«yo», «es para Graciela»: the name that is meant, "" where the text is the name."""
        own = self.me(form) if said.meaning is Meaning.ME else ""
        named = said.value if any(map(str.isalpha, said.value)) else ""  # «Usuario 3» is called so
        return own or named

    def read_card(self, form: Form, name: str, text: str) -> str:
        """A line is for a name."""
        return self.read(form, name if self.line else text)

    def gather(self, form: Form, text: str) -> Any:
        """A caption is the answer; a file alone may be one."""
        if text and not self.line:
            return text
        return form.turn.voice(self.files_say) if self.files_say else self.files_say

    def _one_line(self, text: str) -> str:
        if "://" in text:  # a place that was shared: no name
            raise Unusable
        try:
            return people.one_line(text, "name")
        except Refused as refused:
            raise Unusable(f"refused.{refused.key}", **refused.values) from refused


@dataclass(frozen=True)
class Pick(Question):
    """One of a few choices and nothing else; messages that choose none of them wait in the dialogue for the choice."""

    options: Callable[[Form], Sequence[Choice]] = lambda form: ()
    collects: bool = False

    chooses = 2
    of_a_few = True

    def choices(self, form: Form) -> Sequence[Choice]:
        return self.options(form)

    def show(self, form: Form, voice: Voice) -> str:
        answer = form.answers.get(self.name)
        return (
            next((c.text for c in self.choices(form) if c.answer == answer), "") if answer is not None else ""
        )


YES_OR_NO = {Meaning.YES: "yes", Meaning.NO: "no"}


@dataclass(frozen=True)
class YesOrNo(Question):
    """Whether to do it: `yes` is the label that says so. It has no other way out than «No»."""

    yes: str = "yes"
    ways_out: bool = False
    asked: Asked = Asked.YES_NO
    means: Mapping[Meaning, str] = field(default_factory=lambda: YES_OR_NO)

    chooses = 1

    def choices(self, form: Form) -> Sequence[Choice]:
        return [Choice("yes", "yes", key=self.yes), Choice("no", "no", key="no")]

    def meant(self, form: Form, said: Reading) -> str | None:
        """«cerrá el 2» is no yes to whether another ticket is to be closed."""
        names_another = said.tickets and form.answers.get("ticket") not in said.tickets
        return None if names_another else super().meant(form, said)


def number_in(form: Form, text: str) -> dict[str, str] | None:
    """The telephone number that a text gives, as `Phone` answers; all that was typed is kept with it."""
    desk = form.turn.desk.settings.desk
    phone = phones.read(text, desk.region, desk.area_code)
    return {"e164": phone.e164, "as_typed": phone.as_typed} if phone else None


@dataclass(frozen=True)
class Phone(Question):
    """A telephone number as people write it: kept as typed, and as E.164."""

    suggest: Callable[[Form], str | None] = lambda form: None
    asked: Asked = Asked.PHONE
    means: Mapping[Meaning, str] = field(default_factory=lambda: {Meaning.ME: "own", Meaning.YES: "own"})

    takes_text = True

    def choices(self, form: Form) -> Sequence[Choice]:
        own = self.suggest(form)
        if not own:
            return ()
        shown = phones.show(own, form.turn.desk.settings.desk.region)
        return [Choice("own", {"e164": own, "as_typed": shown}, text=shown)]

    def read(self, form: Form, text: str) -> dict[str, str]:
        said = form.turn.read(text, self.asked)
        number = number_in(form, said.value or text)
        if number is None:
            raise self._told_besides(form, text)
        return number

    def read_all(self, form: Form, text: str) -> Mapping[str, Any]:
        """«1144445555, no prende el monitor» tells the problem too; all that is said besides stays with the number."""
        line = form.turn.read_line(text) if self.captions_to else None
        if line is None or not (line.phone and line.problem):
            return super().read_all(form, text)
        typed = ", ".join(filter(None, (line.person, line.phone)))
        return {self.name: self.read(form, typed), self.captions_to: line.problem}

    def _told_besides(self, form: Form, text: str) -> Unusable:
        """What tells of something that fails is for what the form is about."""
        told = form.turn.read(text)
        if not (self.captions_to and told.certain and told.meaning in FAILS):
            return Unusable()
        return Added(f"{form.dialogue.topic}.{self.name}.text_added")

    def read_card(self, form: Form, name: str, text: str) -> dict[str, str]:
        return self.read(form, ", ".join(text.splitlines()))

    def show(self, form: Form, voice: Voice) -> str:
        answer = form.answers.get(self.name)
        return answer["as_typed"] if answer else voice("nothing")


_TAKE_OUT = Choice("take-out", None, key="take_out_files")


@dataclass(frozen=True)
class Files(Question):
    """Photos and other files, as many as they like, until «Listo»; a text meanwhile is added to what they are about."""

    asked: Asked = Asked.IMAGE

    takes_text = True

    def read(self, form: Form, text: str) -> Any:
        said = form.turn.read(text, self.asked)
        if said.meaning is Meaning.WRONG_FILES and form.files and not said.rest:
            form.state["taking_out"] = True
            raise Unusable(f"{form.dialogue.topic}.{self.name}.wrong_files", n=len(form.files))
        if said.meaning is Meaning.COMING and not said.rest:
            raise Unusable(f"{form.dialogue.topic}.{self.name}.coming")
        if said.meaning in (*CHATTER, Meaning.YES, Meaning.WRONG_FILES) and not said.rest:
            raise Unusable
        raise Added(f"{form.dialogue.topic}.{self.name}.text_added")

    def wording(self, form: Form) -> str:
        if form.answers.get(self.captions_to) == form.turn.voice("in_the_files"):
            return "add_a_line"
        return "more" if form.files else "ask"

    def skipped(self, form: Form) -> bool:
        return True

    def choices(self, form: Form) -> Sequence[Choice]:
        """Who changes this answer, or says that one is wrong, may take out what they sent."""
        offers = form.files and (form.state.get("changing") or form.state.get("taking_out"))
        return [Choice("done", True, key="done"), *([_TAKE_OUT] if offers else [])]

    def may_skip(self, form: Form) -> bool:
        return not form.files

    def understood(self, form: Form) -> Sequence[Choice]:
        return [Choice(SKIP, True, key="skip"), *([_TAKE_OUT] if form.files else [])]

    def meant(self, form: Form, said: Reading) -> str | None:
        """Of several it is asked: some of them may be right."""
        if said.meaning is Meaning.WRONG_FILES:
            return _TAKE_OUT.value if said.certain and len(form.files) == 1 else None
        return super().meant(form, said)

    def steps_aside(self, form: Form, choice: Choice) -> bool:
        """The files go, and with them a problem that they alone told; both are asked for again."""
        if choice.value != _TAKE_OUT.value:
            return False
        form.turn.say(f"{form.dialogue.topic}.{self.name}.taken_out", n=len(form.files))
        form.files.clear()
        form.state.pop("taking_out", None)
        if form.answers.get(self.captions_to) == form.turn.voice("in_the_files"):
            form.answers.pop(self.captions_to)
        return True

    def show(self, form: Form, voice: Voice) -> str:
        return voice("files", n=len(form.files)) if form.files else voice("nothing")


TELLS = 3  # words from which on a text at the summary tells something


@dataclass(frozen=True)
class Review(Question):
    """All of it before it is done: «Confirmar», «Cambiar…» of one answer, «Cancelar»."""

    means: Mapping[Meaning, str] = field(default_factory=lambda: {Meaning.YES: "confirm", Meaning.NO: CANCEL})

    def choices(self, form: Form) -> Sequence[Choice]:
        if form.state.get("picking"):
            return [
                Choice(f"{CHANGE}{name}", None, key=f"{form.dialogue.topic}_{name}")
                for name in self._fields(form)
            ]
        return [Choice("confirm", True, key="confirm"), Choice("change", None, key="change")]

    def values(self, form: Form) -> dict[str, Any]:
        """Every answer on a line of its own."""
        shown = [question for question in form.applicable() if question is not self]
        key = f"{form.dialogue.topic}.{self.name}.field"
        return {
            "summary": Sheet(
                lambda voice: [
                    Line(voice(f"{key}.{question.name}", answer=question.show(form, voice)), "field")
                    for question in shown
                ]
            )
        }

    def asked_now(self, form: Form) -> Asked:
        return Asked.CHANGE if form.state.get("picking") else Asked.SUMMARY

    def understood(self, form: Form) -> Sequence[Choice]:
        """«el teléfono está mal» needs no «Cambiar…» before it."""
        return [Choice(f"{CHANGE}{name}", None) for name in self._fields(form)]

    def meant(self, form: Form, said: Reading) -> str | None:
        """The field that is wrong. A «no» with more beside it, or in doubt, as «no, está bien» is, lets go of nothing:
        all of it is kept."""
        if form.state.get("picking"):
            means = {**WAYS_OUT, Meaning.NO: BACK}
            return (
                means.get(said.meaning)
                if said.meaning is not Meaning.CHANGE_FIELD
                else f"{CHANGE}{said.field}"
            )
        if said.meaning is Meaning.CHANGE_FIELD:
            if said.value and said.field == self.captions_to:
                return None  # «el problema es el scanner» is added to it
            return f"{CHANGE}{said.field}" if said.field in self._fields(form) else "change"
        if said.meaning is Meaning.NO and (said.rest or not said.certain or self._agrees(form, said)):
            return None
        return super().meant(form, said)

    def _agrees(self, form: Form, said: Reading) -> bool:
        """Whether what follows the «no» would be a yes by itself."""
        _, _, following = said.said.partition(" ")
        return bool(following) and form.turn.read(following, self.asked_now(form)).meaning is Meaning.YES

    def read(self, form: Form, text: str) -> bool:
        """What tells something more is added to what the form is about, and all of it is shown once more."""
        said = form.turn.read(text, self.asked_now(form))
        if said.meaning is Meaning.NO and not said.rest:
            raise Unusable
        if self.captions_to and len(text.split()) >= TELLS:
            raise Added(f"{form.dialogue.topic}.{self.name}.text_added")
        raise Unusable

    def wording(self, form: Form) -> str:
        return "change" if form.state.get("picking") else self.asks(form)

    def _fields(self, form: Form) -> list[str]:
        return [question.name for question in form.applicable() if question.name != self.name]

    def steps_aside(self, form: Form, choice: Choice) -> bool:
        """«Cambiar…» asks which answer."""
        form.state["picking"] = choice.value == "change"
        return choice.value == "change"
