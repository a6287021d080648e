"""A question of ours is open: what answers it, and what waits for its choice."""

from bot.conversation.part import Part
from bot.conversation.routing import choices
from bot.dialogue import answers, engine
from bot.dialogue.engine import Forms
from bot.dialogue.form import Choice, Form, Question
from bot.language import words
from store.files import files

Asked = tuple[Form, Question]


def _asked(forms: Forms, part: Part) -> Asked | None:
    """The open question, where the message was not said before it."""
    form = forms.top
    question = form.asked if form else None
    if form is None or question is None:
        return None
    older = any(engine.is_older(form, piece.inbound) for piece in part.pieces)
    return None if older else (form, question)


def choice(forms: Forms, part: Part) -> tuple[Form, Question, Choice] | str | None:
    """One of its choices, by label or place; as they saw the list, which may differ from what could be chosen by
    now."""
    asked = _asked(forms, part) if part.typed is not None else None
    if asked is None or part.typed is None:
        return None
    form, question = asked
    shown = choices.in_the_last_list(forms, part.typed)
    if shown is not None and shown.startswith(f"{form.dialogue.topic}."):
        return shown
    made = answers.by_words(form, question, part.typed)
    return (form, question, made) if made else None


def choose(forms: Forms, part: Part, found: tuple[Form, Question, Choice] | str) -> None:
    if isinstance(found, str):
        choices.take(forms, found)
    else:
        answers.choose(forms, *found)


def asks_for_help(forms: Forms, part: Part) -> bool:
    if part.typed is None or _asked(forms, part) is None:
        return False
    return words.fold(part.typed) in forms.turn.desk.texts.words("talk.help")


def help(forms: Forms, part: Part, found: bool) -> None:
    """How to go on, and the question again."""
    forms.turn.say("help.form")
    forms.ask_again()


def text(forms: Forms, part: Part) -> Asked | None:
    """A text that answers it. Another's words, forwarded, answer only a question for free text."""
    asked = _asked(forms, part) if part.words is not None else None
    if asked is None or part.words is None or not asked[1].takes_text:
        return None
    form, question = asked
    if part.typed is None:
        return None if question.collects else asked
    return asked if not question.collects or answers.reads(form, question, part.words) else None


def unusable(forms: Forms, part: Part) -> Asked | None:
    """A text that does not answer it, and that the question does not keep for its choice either."""
    asked = _asked(forms, part) if part.typed is not None else None
    return asked if asked and not asked[1].collects else None


def take_text(forms: Forms, part: Part, asked: Asked) -> None:
    answers.hear(forms, *asked, part.pieces[0].inbound.text)


def contact(forms: Forms, part: Part) -> bool:
    return part.pieces[0].inbound.kind == "contact"


def take_contact(forms: Forms, part: Part, found: bool) -> None:
    """The number of somebody who is known already: it may answer the question for the phone."""
    form = forms.top
    question = form.asked if form else None
    if form and question and question.takes_text:
        answers.take_text(forms, form, question, part.pieces[0].inbound.text)
    else:
        forms.turn.say("unreadable")


def open_form(forms: Forms, part: Part) -> Asked | None:
    """A question that has a use for this: its form takes files, or what chooses nothing waits for its choice."""
    asked = _asked(forms, part)
    if asked is None:
        return None
    form, question = asked
    return asked if question.collects or (form.dialogue.takes_files and part.has_files) else None


def join_form(forms: Forms, part: Part, asked: Asked) -> None:
    form, question = asked
    if question.collects:
        form.waiting.extend(part.ids)
        forms.ask_again()
        return
    found = files.of_messages(forms.turn.session, part.ids)
    ids = [file.id for several in found.values() for file in several]
    answers.gather(forms, form, question, ids, "\n".join(part.texts), quiet=part.quiet)
