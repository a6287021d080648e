"""Choices that we offered: their buttons, their labels, their places in the last thing that we said."""

from datetime import timedelta

from bot.conversation.part import Part
from bot.conversation.routing import answers, calls, places
from bot.dialogue import typed
from bot.dialogue.engine import Forms
from bot.dialogue.form import Choice, Form, Question
from bot.language import words
from bot.language.meaning import Asked, Meaning
from bot.replies import acts
from store.messages import sent_lookup

OFFERS_LAST = timedelta(days=2)
LOOKED_AT = 12
JUDGES = (acts.HELPED, acts.PERSISTS)


def pressed(forms: Forms, part: Part) -> str | None:
    """What a button of ours carries. One that we did not make (of a template, say) is read as its label."""
    inbound = part.pieces[0].inbound
    if inbound.kind != "press":
        return None
    ours = is_of_a_form(inbound.press) or calls.pressed(inbound.press) is not None
    return inbound.press if ours or not inbound.text.strip() else None


def of_the_question(forms: Forms, part: Part) -> tuple[Form, Question, Choice] | str | None:
    """One of its choices, by label or place; as they saw the list, which may differ from what could be chosen by
    now."""
    asked = answers.open_question(forms, part) if part.typed is not None else None
    if asked is None or part.typed is None:
        return None
    form, question = asked
    shown = in_the_last_list(forms, part)
    if shown is not None and shown.startswith(f"{form.dialogue.topic}."):
        return shown
    made = typed.choice(form, question, part.typed)
    return (form, question, made) if made else None


def make(forms: Forms, part: Part, found: tuple[Form, Question, Choice] | str) -> None:
    if isinstance(found, str):
        take(forms, found)
    else:
        answers.make_choice(forms, *found)


def of_the_last(forms: Forms, part: Part) -> str | None:
    """A choice of the last thing that we said, by its label or its place."""
    return _offered(forms, part, 1)


def of_the_last_instead(forms: Forms, part: Part) -> str | None:
    """A choice of the last thing that we said, by its label, where it is no answer to the one that is to be chosen."""
    asked = answers.open_question(forms, part) if part.typed is not None else None
    if asked is None or part.typed is None or words.number(part.typed) is not None:
        return None
    chooses = asked[1].asked_now(asked[0]) is Asked.CHOICE and asked[1].takes_text
    return of_the_last(forms, part) if chooses and not typed.would_answer(*asked, part.typed) else None


def yes_to_the_menu(forms: Forms, part: Part) -> str | None:
    """«sí», where the last thing that we said is the menu, with whether it is about their ticket."""
    if part.typed is None or forms.top is not None or forms.turn.read(part.typed).meaning is not Meaning.YES:
        return None
    last = places.told(forms, part, OFFERS_LAST)
    options = [data for _, data in last[0].content.get("options", ())] if last else []
    asks = options[1:2] == [acts.OPEN.name] and calls.pressed(options[0])
    return options[0] if asks and asks.act is acts.VIEW else None


def of_the_quoted_solution(forms: Forms, part: Part) -> str | None:
    """«Sirvió» or «Sigue igual» alone, in reply to the solution that offers it."""
    turn, quoted, text = forms.turn, part.pieces[0].inbound.quoted, part.plain_text
    labels = [turn.voice(f"labels.{act.name}") for act in JUDGES] if quoted and text else []
    place = words.chosen(text or "", labels, numbered=False)
    told = sent_lookup.by_message(turn.session, turn.chat.id, quoted) if place is not None else None
    offered = [data for _, data in told.content.get("options", ()) if _judges(data)] if told else []
    return str(offered[place]) if offered and place is not None else None


def _judges(data: str) -> bool:
    call = calls.pressed(data)
    return call is not None and call.act in JUDGES


def offered(forms: Forms, part: Part) -> str | None:
    """A choice of something that we said lately, by its label; but «sigue igual» of another ticket than the one that
    they speak of by now is a doubt."""
    found = _offered(forms, part, LOOKED_AT)
    return None if found and _judges_another(forms, part, found) else found


def judges_another(forms: Forms, part: Part) -> bool:
    """Whether «Sirvió» or «Sigue igual» of another ticket than the one in focus is typed."""
    found = _offered(forms, part, LOOKED_AT)
    return found is not None and _judges_another(forms, part, found)


def _judges_another(forms: Forms, part: Part, data: str) -> bool:
    call = calls.pressed(data)
    if call is None or call.act not in JUDGES:
        return False
    focus = places.in_focus(forms, part)
    return focus is not None and call.args.split()[0] != str(focus.number)


def _offered(forms: Forms, part: Part, most: int) -> str | None:
    """A number is a place only in the last thing that we said. Once people have talked on, a question that is past has
    no answers any more: «Listo» may be said to somebody."""
    if part.typed is None:
        return None
    talked = False
    for place, row in enumerate(places.told(forms, part, OFFERS_LAST, most)):
        options = [
            each for each in row.content.get("options") or () if not (talked and is_of_a_form(each[1]))
        ]
        chosen = words.chosen(part.typed, [label for label, _ in options], numbered=place == 0)
        if chosen is not None:
            data: str = options[chosen][1]
            return data
        talked = talked or row.entry_id is not None
    return None


def in_the_last_list(forms: Forms, part: Part) -> str | None:
    """What the place that a bare number names carries, in the list as the person saw it."""
    place = words.number(part.typed) if part.typed is not None else None
    if place is None:
        return None
    last = places.told(forms, part, OFFERS_LAST)
    options = last[0].content.get("options", ()) if last else ()
    return str(options[place - 1][1]) if 1 <= place <= len(options) else None


def is_place_in_a_list(forms: Forms, part: Part) -> bool:
    """A bare number, no question being open: the place that it has in the list that was on the screen."""
    return forms.top is None and part.typed is not None and words.number(part.typed) is not None


def is_of_a_form(data: str) -> bool:
    return ":" in data.partition(" ")[0]


def press(forms: Forms, part: Part, data: str) -> None:
    """What a button carries is untrusted, and is checked as if it were typed."""
    if part.pieces[0].inbound.kind == "press":
        forms.turn.toast()
    take(forms, data)


def take(forms: Forms, data: str) -> None:
    """Makes the choice that carries this; an old question's button answers nothing any more, and the open question, if
    there is one, is asked again."""
    form, call = forms.top, calls.pressed(data)
    if is_of_a_form(data):
        if form is None or not answers.press(forms, form, data):
            _say_it_is_old(forms)
    elif call is None:
        _say_it_is_old(forms)
    else:
        calls.run(forms, call.act, call.args)


def _say_it_is_old(forms: Forms) -> None:
    if forms.top is None:
        forms.turn.say("old_button")
    else:
        forms.ask_again()
