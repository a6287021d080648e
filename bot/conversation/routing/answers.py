"""A question of ours is open: how it is answered, by a button, a typed label or number, a text, or files."""

from collections.abc import Sequence

from bot.conversation.part import Part
from bot.dialogue import engine, typed
from bot.dialogue.engine import Forms
from bot.dialogue.form import BACK, CANCEL, CHANGE, SKIP, WAYS_OUT, Added, Choice, Form, Question, Unusable
from bot.language import meaning, words
from bot.language.meaning import Meaning
from bot.replies.acts import CLIENT
from store.errors import Refused
from store.files import files

Asked = tuple[Form, Question]


def open_question(forms: Forms, part: Part) -> Asked | None:
    """The open question, where the message was not said before it."""
    form = forms.top
    question = form.asked if form else None
    if form is None or question is None:
        return None
    older = any(engine.is_older(form, piece) for piece in part.pieces)
    return None if older else (form, question)


def names_a_choice(form: Form, question: Question, text: str) -> bool:
    """Whether a ticket's number answers it: where one is to be chosen, be it one that is not shown."""
    if typed.choice(form, question, text) is not None:
        return True
    return question.asked_now(form) is meaning.Asked.CHOICE and typed.would_answer(form, question, text)


def asks_for_help(forms: Forms, part: Part) -> bool:
    asked = open_question(forms, part)
    if part.typed is None or asked is None:
        return False
    said = forms.turn.read(part.typed, asked[1].asked_now(asked[0]))
    return said.meaning is Meaning.HELP and not said.rest


def help(forms: Forms, part: Part, found: bool) -> None:
    """How to go on, and the question again."""
    forms.turn.say("help.form")
    forms.ask_again()


def text(forms: Forms, part: Part) -> Asked | None:
    """A text that answers it. Another's words, forwarded, answer only a question for free text."""
    asked = open_question(forms, part) if part.words is not None else None
    if asked is None or part.words is None or not asked[1].takes_text:
        return None
    form, question = asked
    if part.typed is None:
        return None if question.collects else asked
    return asked if not question.collects or typed.reads(form, question, part.words) else None


def unusable(forms: Forms, part: Part) -> Asked | None:
    """A text that does not answer it, and that the question does not keep for its choice either."""
    asked = open_question(forms, part) if part.typed is not None else None
    return asked if asked and not asked[1].collects else None


def take_text(forms: Forms, part: Part, asked: Asked) -> None:
    answer_freely(forms, *asked, part.pieces[0].inbound.text, part.card)


def open_form(forms: Forms, part: Part) -> Asked | None:
    """A question that has a use for this: its form takes files, or what chooses nothing waits for its choice."""
    asked = open_question(forms, part)
    if asked is None:
        return None
    form, question = asked
    return asked if question.collects or (form.dialogue.takes_files and part.has_files) else None


def join_form(forms: Forms, part: Part, asked: Asked) -> None:
    form, question = asked
    if question.collects:
        if part.plain_text is not None and _says_nothing(forms, question, part.plain_text):
            answer_freely(forms, form, question, part.plain_text)
            return
        form.waiting.extend(part.ids)
        forms.ask_again()
        return
    if part.card and question.takes_text:
        answer_freely(forms, form, question, "\n".join(part.texts), part.card)
        return
    found = files.of_messages(forms.turn.session, part.ids)
    ids = [file.id for several in found.values() for file in several]
    gather(forms, form, question, ids, "\n".join(part.texts), quiet=part.quiet)


def _says_nothing(forms: Forms, question: Question, text: str) -> bool:
    """«dale», «no sé» of a client tell nobody anything: what is asked is said once more."""
    form = forms.top
    assert form is not None
    said = forms.turn.read(text, question.asked_now(form))
    return forms.turn.role == CLIENT and said.is_small_talk


def press(forms: Forms, form: Form, data: str) -> bool:
    """Whether a button answers the open question; an old question's button never does."""
    head, _, value = data.partition(":")
    question = form.asked
    if question is None or head != f"{form.dialogue.topic}.{question.name}.{form.state['run']}":
        return False
    choices = [*form.choices(question), *question.understood(form)]
    choice = next((c for c in choices if c.value == value), None)
    if choice is not None:
        make_choice(forms, form, question, choice)
    else:
        _take_former(forms, form, question, value)
    return True


def _take_former(forms: Forms, form: Form, question: Question, value: str) -> None:
    try:
        answer = question.read_former(form, value)
    except Unusable as unusable:
        forms.say(form, question, prefix=unusable.key, instead=True, **unusable.values)
        return
    except Refused as refused:
        forms.say(form, question, prefix=f"refused.{refused.key}", instead=True, **refused.values)
        return
    form.answer(question.name, answer)
    forms.advance(form)


def make_choice(forms: Forms, form: Form, question: Question, choice: Choice) -> None:
    if choice.rest:
        _keep_rest(form, question, choice)
    if choice.value == CANCEL:
        forms.cancel(form)
        return
    if choice.value == BACK:
        form.go_back(question)
    elif choice.value.startswith(CHANGE):
        _change(forms, form, choice)
        return
    elif not question.steps_aside(form, choice):
        form.answer(question.name, question.skipped(form) if choice.value == SKIP else choice.answer)
    forms.advance(form)


def _change(forms: Forms, form: Form, choice: Choice) -> None:
    """Opens an answer again. Where the new one was said with it, it is noted, and what was asked is asked again."""
    form.change(choice.value.removeprefix(CHANGE))
    changed = form.next()
    if not (changed and choice.told and typed.reads(form, changed, choice.told)):
        forms.advance(form)
        return
    form.take(typed.answers(form, changed, choice.told))
    following = form.next()
    if following and following.takes_text:
        forms.ask(form, following, "corrected", answer=changed.show(form, form.turn.voice))
    else:
        forms.advance(form)


def _keep_rest(form: Form, question: Question, choice: Choice) -> None:
    """What was said beside a choice: with the rest of the form, with what waits for it, or it is offered a place."""
    if choice.value == CANCEL or not (question.captions_to or question.collects):
        form.turn.unplaced.append(form.turn.heard.id)
    elif question.captions_to:
        form.keep_beside(question.captions_to, choice.rest)
    else:
        form.waiting.append(form.turn.heard.id)


def answer_by_words(forms: Forms, form: Form, question: Question, text: str) -> None:
    """What somebody typed while this was asked: a choice by its label or number, else the answer itself."""
    choice = typed.choice(form, question, text)
    if choice is not None:
        make_choice(forms, form, question, choice)
    else:
        answer_freely(forms, form, question, text)


def answer_freely(forms: Forms, form: Form, question: Question, text: str, card: str = "") -> None:
    """Takes a text as the answer to the open question, or says what is expected and asks again. `card`: the name on the
    contact's card that the text tells."""
    try:
        found = (
            {question.name: question.read_card(form, card, text)}
            if card
            else typed.answers(form, question, text)
        )
    except Unusable as unusable:
        if _tells(form, question, text) and not isinstance(unusable, Added):
            form.keep_for_later()
        _refuse(forms, form, question, text, unusable)
        return
    form.take(found)
    if question.name in found:
        forms.advance(form)
    else:
        forms.say(form, question, prefix=f"{form.dialogue.topic}.kept.{'_and_'.join(sorted(found))}")


def _tells(form: Form, question: Question, text: str) -> bool:
    """«vengan mañana», «sí, pero avisale a Ana»: whether words that choose nothing will want a place, once what is
    asked is over. What only tries to name a choice does not."""
    if form.turn.chat.person is None:
        return False  # what a stranger says waits at the door
    if form.turn.role != CLIENT:  # of staff, a yes or a no with more
        said = form.turn.read(text, question.asked_now(form))
        return said.meaning in (Meaning.YES, Meaning.NO) and bool(said.rest) and not question.takes_text
    if not question.chooses or meaning.points_at(text) or words.number(text) is not None:
        return False
    said = form.turn.read(text)
    if said.is_small_talk or (said.meaning in WAYS_OUT and not said.rest):
        return False
    return said.meaning is not Meaning.NOTHING or len(text.split()) >= question.chooses


def gather(
    forms: Forms,
    form: Form,
    question: Question,
    file_ids: Sequence[int],
    caption: str,
    *,
    quiet: bool = False,
) -> None:
    """Takes files that came while this was asked, with their caption. `quiet`: without asking again."""
    form.files.extend(file_ids)
    answer = question.gather(form, caption)
    if answer is not None:
        form.sources[question.name] = form.turn.heard.id
        form.answer(question.name, answer)
        forms.advance(form)
        return
    if caption and question.captions_to:
        form.add_text(question.captions_to, caption)
    if not quiet:
        forms.say(form, question, prefix="files_kept" if question.wording(form) == "ask" else "")


def _refuse(forms: Forms, form: Form, question: Question, text: str, unusable: Unusable) -> None:
    """Never the same sentence twice in a row: a repeated mistake gets a more concrete example."""
    if isinstance(unusable, Added):
        form.keep_beside(question.captions_to, text)
        forms.say(form, question, prefix=unusable.key, instead=True, **unusable.values)
        return
    tries = form.state["tries"] = form.state.get("tries", 0) + 1
    which = ("stuck", "again", "again_more")[tries % 3]
    key = unusable.key or f"{form.dialogue.topic}.{question.name}.{question.again(form, which)}"
    if not form.turn.desk.texts.has(key):
        key = which
    forms.say(form, question, prefix=key, instead=True, **unusable.values)
