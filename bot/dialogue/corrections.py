"""«perdón, el nombre es Marta Gómez»: what corrects an earlier answer, whatever the form asks by now."""

from bot.dialogue.form import CHANGE, Choice, Form, Question, Unusable
from bot.language import one_line
from bot.language.meaning import Meaning, Reading
from store.folding import fold


def made(form: Form, question: Question, said: Reading) -> Choice | None:
    """The answer that is to be changed, and the new one where they said it. Words that tell something are nobody's to
    write over, and what is no answer to any of them corrects none."""
    if said.meaning is not Meaning.CORRECTS:
        return None
    earlier = [other for other in _before(form, question) if said.field in ("", other.name)]
    if not said.value:
        return _change(earlier[0]) if earlier and said.field else None
    meant = next((other for other in earlier if _answers(form, other, said)), None)
    if meant is None:
        return None
    denied = fold(said.value) == fold(meant.show(form, form.turn.voice))
    return _change(meant, "" if denied else said.value)


def _before(form: Form, question: Question) -> list[Question]:
    """The questions that were answered before this one, the last first."""
    asked = list(form.applicable())
    before = asked[: asked.index(question)] if question in asked else []
    return [other for other in reversed(before) if other.name in form.answers and not other.tells]


def _change(question: Question, told: str = "") -> Choice:
    return Choice(f"{CHANGE}{question.name}", None, told=told)


def _answers(form: Form, question: Question, said: Reading) -> bool:
    """Whether the new words answer it and nothing else. Where they do not say which answer they correct, a name has to
    be one plainly."""
    try:
        found = question.read_all(form, said.value)
    except Unusable:
        return False
    is_name = isinstance(found.get(question.name), str)
    languages = tuple(form.turn.desk.texts.languages)
    plainly = bool(said.field) or not is_name or one_line.is_somebody(said.value, languages)
    return plainly and set(found) == {question.name}
