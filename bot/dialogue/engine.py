"""The engine of the dialogues: the answers are the state, and the next question is derived from them.

What a chat remembers of a dialogue in progress is `{name, run, answers, asking, …}`: a deployment may add, drop,
reorder or rename questions while people are in the middle of one. Dialogues stack: one that starts while another is
open is talked to its end first, then the one below asks again.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.channels.messages import Inbound
from bot.dialogue.form import BACK, CANCEL, SKIP, Choice, Form, Question, Unusable
from bot.language import words
from bot.replies.turn import Turn
from store.errors import Refused
from store.messages import inbox

WAYS_OUT = ((CANCEL, "cancel"), (BACK, "back"), (SKIP, "skip"), ("done", "done"))
MOST_OPEN = 4
A_MOMENT = timedelta(seconds=5)  # a provider's list tells of seconds only, by a clock of its own


def current(turn: Turn) -> Form | None:
    """The dialogue that is open in this chat; one whose name no longer exists is forgotten."""
    forms = turn.memory.setdefault("forms", [])
    while forms:
        dialogue = turn.dialogues.get(forms[-1]["name"])
        if dialogue is not None:
            return Form(turn, dialogue, forms[-1])
        forms.pop()
    return None


def start(
    turn: Turn,
    name: str,
    given: Mapping[str, Any] | None = None,
    *,
    waiting: Sequence[int] = (),
    files: Sequence[int] = (),
) -> None:
    """Begins a dialogue with what is known already. One of the same name in this chat gives way to it: what waits there
    waits here; but where it holds words of its own, or is about another ticket, it is gone on with afterwards."""
    answers = dict(given or {})
    state: dict[str, Any] = {"name": name, "run": _run(turn), "answers": answers, "given": list(answers)}
    state |= {"waiting": list(waiting), "files": list(files)}
    form = Form(turn, turn.dialogues[name], state)
    if not form.dialogue.possible(form):
        turn.say(f"{name}.none", **form.dialogue.values(form))
        return
    _give_way(turn, form)
    turn.memory["forms"].append(state)
    advance(form)


def _give_way(turn: Turn, to: Form) -> None:
    """Takes away what `to` replaces, and, of too many that are open, the oldest."""
    forms: list[dict[str, Any]] = turn.memory.setdefault("forms", [])
    forms[:] = [state for state in forms if state["name"] in turn.dialogues]
    for state in [state for state in forms if state["name"] == to.dialogue.name]:
        old = Form(turn, to.dialogue, state)
        same = _about(old) == _about(to) and not old.told
        if same:
            to.waiting[:0] = [id_ for id_ in old.waiting if id_ not in to.waiting]
            to.files[:0] = [id_ for id_ in old.files if id_ not in to.files]
        if same or not _holds(old) or set(old.waiting) & set(to.waiting):
            forms.remove(state)
    while len(forms) >= MOST_OPEN:
        open_ = [Form(turn, turn.dialogues[state["name"]], state) for state in forms]
        gone = next((form for form in open_[:-1] if not _holds(form)), open_[0])
        turn.homeless += held(gone)
        forms.remove(gone.state)


def _about(form: Form) -> tuple[Any, ...]:
    return tuple(form.answers.get(name) for name in ("ticket", "command", "rest"))


def _holds(form: Form) -> bool:
    return bool(form.waiting or form.files or form.told)


def held(form: Form) -> list[int]:
    """The messages, by inbox id, whose words and files would be gone with this form: those that are nowhere else."""
    told = [message for name in form.told for message in form.told_by(name)]
    shown = inbox.of_files(form.turn.session, form.files)
    rows = inbox.some(form.turn.session, list({*form.waiting, *told, *shown}))
    return [row.id for row in rows if row.ticket_id is None]


def advance(form: Form) -> None:
    """Asks what is missing, or does what the dialogue is for; refused by the store, what it held is homeless."""
    question = form.next()
    if question is not None:
        ask(form, question)
        return
    finish(form)
    below = current(form.turn)
    form.turn.asked = None
    try:
        form.dialogue.then(form)
    except Refused:
        form.turn.homeless += held(form)
        raise
    _return_to(below, form)


def ask(form: Form, question: Question) -> None:
    if form.state.get("asking") != question.name:
        form.state["tries"] = 0
    form.state["asking"] = question.name
    form.turn.asked = form.state
    form.turn.say(form.reply(question))


def finish(form: Form) -> None:
    """Takes the dialogue off the chat's memory."""
    forms = form.turn.memory["forms"]
    forms[:] = [state for state in forms if state is not form.state]


def _return_to(below: Form | None, ended: Form) -> None:
    """The dialogue below asks again, where it is open still and what was just done has not made it ask. After one of
    the same kind it asks first whether to go on: its question would be taken for one about what was just done."""
    now = current(below.turn) if below else None
    if not (below and now and now.state is below.state and below.turn.asked is not below.state):
        return
    if below.dialogue is ended.dialogue and below.dialogue.places:
        start(below.turn, "resume")
    else:
        ask_again(below.turn)


def ask_again(turn: Turn) -> None:
    """Repeats the question that is still open, if one is: something else was said after it."""
    form = current(turn)
    question = form and (form.asked or form.next())
    if form and question:
        ask(form, question)


def press(form: Form, data: str) -> bool:
    """Whether a button answers the open question; an old question's button never does."""
    head, _, value = data.partition(":")
    question = form.asked
    if question is None or head != f"{form.dialogue.name}.{question.name}.{form.state['run']}":
        return False
    choices = [*form.choices(question), *question.understood(form)]
    choice = next((c for c in choices if c.value == value), None)
    if choice is None:
        return False
    choose(form, question, choice)
    return True


def choose(form: Form, question: Question, choice: Choice) -> None:
    if choice.value == CANCEL:
        cancel(form)
    elif choice.value == BACK:
        _go_back(form, question)
    elif not question.take(form, choice):
        skip = choice.value == SKIP
        _answer(form, question, question.skipped(form) if skip else choice.answer)


def hear(form: Form, text: str, question: Question) -> None:
    """Takes a text as the answer to the open question, or says what is expected and asks again."""
    try:
        answer = _read(form, text, question)
    except Unusable as unusable:
        _refuse(form, question, unusable)
        return
    form.sources[question.name] = form.turn.heard.id
    _answer(form, question, answer)


def _read(form: Form, text: str, question: Question) -> Any:
    """«omitir», «listo» alone are never an answer, even where there is nothing to skip."""
    if is_way_out(form.turn, text):
        raise Unusable
    return question.read(form, text)


def reads(form: Form, text: str, question: Question) -> bool:
    """Whether a text answers the question, be it with what the store will refuse."""
    try:
        _read(form, text, question)
    except Unusable:
        return False
    except Refused:
        return True
    return True


def gather(
    form: Form, question: Question, file_ids: Sequence[int], text: str, *, quiet: bool = False
) -> None:
    """Takes files that came while this was asked, with their caption. `quiet`: without asking again."""
    form.files.extend(file_ids)
    answer = question.gather(form, text)
    if answer is not None:
        form.sources[question.name] = form.turn.heard.id
        _answer(form, question, answer)
        return
    if text and question.captions_to:
        form.add_text(question.captions_to, text)
    if not quiet:
        form.turn.asked = form.state
        form.turn.say(form.reply(question, prefix="files_kept" if question.wording(form) == "ask" else ""))


def take_text(form: Form, text: str, question: Question) -> None:
    """What somebody typed while this was asked: a choice by its label or number, else the answer itself."""
    choice = by_words(form, question, text)
    if choice is not None:
        choose(form, question, choice)
    else:
        hear(form, text, question)


def is_way_out(turn: Turn, text: str) -> bool:
    """«cancelar», «volver», «omitir», «listo» alone."""
    texts = turn.desk.texts
    return words.fold(text) in {words.fold(w) for _, key in WAYS_OUT for w in texts.words(f"talk.{key}")}


def by_words(form: Form, question: Question, text: str) -> Choice | None:
    """The choice that a typed label or number makes."""
    choices = form.choices(question)
    voice = form.turn.voice
    labels = [choice.text or voice(f"labels.{choice.key}", **choice.values) for choice in choices]
    place = words.chosen(text, labels)
    if place is not None:
        return choices[place]
    return _by_way_out(form, [*choices, *question.understood(form)], text)


def _by_way_out(form: Form, choices: Sequence[Choice], text: str) -> Choice | None:
    """«cancelar», «volver», «omitir», «listo»: known in every language, whatever the label says now."""
    folded = words.fold(text)
    for value, key in WAYS_OUT:
        if folded in {words.fold(word) for word in form.turn.desk.texts.words(f"talk.{key}")}:
            return next((choice for choice in choices if choice.value == value), None)
    return None


def cancel(form: Form) -> None:
    finish(form)
    below = current(form.turn)
    form.turn.asked = None
    if form.dialogue.cancelled is not None:
        form.dialogue.cancelled(form)
    else:
        key = f"{form.dialogue.name}.cancelled"
        form.turn.say(key if form.turn.desk.texts.has(key) else "cancelled")
    _return_to(below, form)


def change(form: Form, name: str) -> None:
    """«Cambiar…»: asks one question again; «Volver» leaves its answer as it was."""
    form.state["changing"] = {name: form.answers.pop(name)}
    advance(form)


def _answer(form: Form, question: Question, answer: Any) -> None:
    form.answers[question.name] = answer
    form.state.pop("changing", None)
    advance(form)


def _go_back(form: Form, question: Question) -> None:
    changing = form.state.pop("changing", None)
    if changing:
        form.answers.update(changing)
    elif not form.state.pop("picking", False) and (before := form.before(question)) is not None:
        form.answers.pop(before.name)
    advance(form)


def _refuse(form: Form, question: Question, unusable: Unusable) -> None:
    """Never the same sentence twice in a row: a repeated mistake gets a more concrete example."""
    tries = form.state["tries"] = form.state.get("tries", 0) + 1
    key = unusable.key or f"{form.dialogue.name}.{question.name}.{'again' if tries % 2 else 'again_more'}"
    if not form.turn.desk.texts.has(key):
        key = "again" if tries % 2 else "again_more"
    form.turn.asked = form.state
    form.turn.say(form.reply(question, prefix=key, **unusable.values))


def is_older(form: Form, inbound: Inbound) -> bool:
    """Whether a message that comes late was said before this dialogue began: then it answers nothing of it."""
    if not inbound.late:
        return False
    begun = inbox.some(form.turn.session, [form.begun_by])
    return bool(begun) and inbound.at < begun[0].received_at - A_MOMENT


def _run(turn: Turn) -> str:
    """Names this run of a dialogue: a button of an earlier run is not one of this."""
    digits, number = "", turn.heard.id
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits
