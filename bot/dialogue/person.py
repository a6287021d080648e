"""How to ask who has the problem, where some type all of it at once: «marta, 11 4444-5555, no prende el monitor»."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.dialogue.form import Form
from bot.dialogue.questions import Text, number_in


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
