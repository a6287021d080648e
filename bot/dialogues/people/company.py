"""Which company somebody belongs to: of the existing ones, which are known without case and accents, or a new one."""

from collections.abc import Sequence

from bot.dialogue.form import Choice, Form, Unusable
from bot.dialogue.questions import Text
from bot.language import words
from store.folding import fold
from store.people import companies

OFFERED = 6


class Company(Text):
    """Offers what is there. A name that is like one of them is asked about once, before it becomes another company."""

    def choices(self, form: Form) -> Sequence[Choice]:
        typed = form.state.get("typed_company")
        if typed:
            return [*_existing(companies.alike(form.turn.session, typed)), new_company(typed)]
        return _existing(companies.known(form.turn.session))

    def read(self, form: Form, text: str) -> str:
        typed, session = super().read(form, text), form.turn.session
        exactly = companies.as_known(session, typed)
        is_new = fold(exactly) not in map(fold, companies.known(session))
        if (
            is_new
            and companies.alike(session, typed)
            and fold(form.state.get("typed_company", "")) != fold(typed)
        ):
            form.state["typed_company"] = typed
            raise Unusable("several_fit", typed=words.excerpt(typed, 30))
        return exactly


def _existing(names: Sequence[str]) -> list[Choice]:
    return [Choice(words.digest(name), name, text=name) for name in names[:OFFERED]]


def new_company(name: str) -> Choice:
    return Choice("new", name, key="new_company", values={"name": name})
