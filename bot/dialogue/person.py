"""How to ask who has the problem, where some type all of it at once: «marta, 11 4444-5555, no prende el monitor»."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.dialogue.form import Form
from bot.dialogue.questions import Text
from bot.language import phones


@dataclass(frozen=True)
class AffectedPerson(Text):
    """A name on one line. What is told with it answers the questions for `phone` and for `captions_to`."""

    phone: str = "phone"

    def read_all(self, form: Form, text: str) -> Mapping[str, Any]:
        desk, line = form.turn.desk.settings.desk, form.turn.read_line(text)
        found: dict[str, Any] = {}
        if line.person or not (line.phone or line.problem):
            found[self.name] = self.read(form, line.person or text)
        if number := phones.read(line.phone, desk.region, desk.area_code):
            found[self.phone] = {"e164": number.e164, "as_typed": number.as_typed}
        if line.problem:
            found[self.captions_to] = line.problem
        return found
