"""How to ask who somebody is, where some type all of it at once: «marta, 11 4444-5555, no prende el monitor»."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.dialogue.form import BACK, CANCEL, Choice, Form, Unusable
from bot.dialogue.pickers import language_named
from bot.dialogue.questions import Text, number_in
from bot.language.meaning import Meaning, Reading


@dataclass(frozen=True)
class AffectedPerson(Text):
    """A name on one line. What is told with it answers the questions `number_to` and `captions_to`."""

    def read_all(self, form: Form, text: str) -> Mapping[str, Any]:
        line = form.turn.read_line(text)
        found: dict[str, Any] = {}
        if line.person or not (line.phone or line.problem):
            found[self.name] = self.read(form, line.person or text)
        if number := number_in(form, line.phone):
            found[self.number_to] = number
        if line.problem:
            found[self.captions_to] = line.problem
        return found


NO_NAMES = frozenset({Meaning.NO, Meaning.LANGUAGE})
"""What a stranger may say that is neither a name nor a company: «no», «idioma»."""
SPEAK = "speak-"
"""What a choice begins with that asks for a language, whose name follows."""


@dataclass(frozen=True)
class OfAStranger(Text):
    """What whoever is not known yet tells of themselves. The ways out are not shown, but heard."""

    ways_out: bool = False

    def understood(self, form: Form) -> Sequence[Choice]:
        back = [Choice(BACK, None)] if form.before(self) else []
        languages = [Choice(f"{SPEAK}{name}", name) for name in form.turn.desk.texts.languages]
        return [Choice(CANCEL, None), *back, *languages]

    def meant(self, form: Form, said: Reading) -> str | None:
        language = language_named(form.turn.desk.texts, said)
        return f"{SPEAK}{language}" if language else super().meant(form, said)

    def steps_aside(self, form: Form, choice: Choice) -> bool:
        """The question is asked again in the language that they asked for."""
        if not choice.value.startswith(SPEAK):
            return False
        form.turn.speak(choice.answer)
        return True

    def read(self, form: Form, text: str) -> str:
        said = form.turn.read(text, self.asked)
        if said.meaning is Meaning.HELP and not said.rest:
            raise Unusable(f"{form.dialogue.topic}.who_asks")
        if said.meaning in NO_NAMES and not said.rest:
            raise Unusable
        return super().read(form, text)


@dataclass(frozen=True)
class OwnName(OfAStranger):
    """The name of who writes, on one line. A company that is told with it answers the question `company_to`."""

    company_to: str = ""

    def read(self, form: Form, text: str) -> str:
        introduced, _ = form.turn.read_introduction(text)
        name = super().read(form, introduced or text)
        if form.turn.is_a_sentence(name):
            raise Unusable
        return name

    def read_all(self, form: Form, text: str) -> Mapping[str, Any]:
        _, company = form.turn.read_introduction(text)
        told = {self.company_to: company} if company else {}
        return {self.name: self.read(form, text), **told}
