"""How to ask who somebody is, where some type all of it at once: «marta, 11 4444-5555, no prende el monitor»."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.dialogue.form import Form, Unusable
from bot.dialogue.questions import Text, number_in
from bot.language.meaning import Meaning


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


@dataclass(frozen=True)
class OwnName(Text):
    """The name of who writes, on one line. A company that is told with it answers the question `company_to`."""

    company_to: str = ""

    def read(self, form: Form, text: str) -> str:
        said = form.turn.read(text, self.asked)
        if said.meaning is Meaning.HELP and not said.rest:
            raise Unusable(f"{form.dialogue.topic}.{self.name}.who_asks")
        introduced, _ = form.turn.read_introduction(text)
        name = super().read(form, introduced or text)
        if form.turn.is_a_sentence(name):
            raise Unusable
        return name

    def read_all(self, form: Form, text: str) -> Mapping[str, Any]:
        _, company = form.turn.read_introduction(text)
        told = {self.company_to: company} if company else {}
        return {self.name: self.read(form, text), **told}
