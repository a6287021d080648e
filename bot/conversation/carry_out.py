"""Does what a message means, and what it leads to: dialogues that begin, commands that follow, what asks again."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions.tickets import followups
from bot.conversation.part import Part
from bot.conversation.routing import calls, ways
from bot.desk import Desk
from bot.dialogue.engine import Forms
from bot.dialogues import DIALOGUES
from bot.replies import refusals
from bot.replies.acts import CLIENT
from bot.replies.steps import Ask, Do, Leave, Resume, Step
from bot.replies.turn import Heard, Turn
from store.errors import Refused
from store.tables import Chat


def begin(desk: Desk, session: Session, chat: Chat, now: datetime, heard: Heard) -> Forms:
    """A new turn about one message, with the forms that are open in its chat."""
    return Forms(Turn.begin(desk, session, chat, now, heard), DIALOGUES)


def step(forms: Forms, act: Callable[[], None]) -> Resume | None:
    """Does one thing and what follows from it; where the store refuses, its words are the answer.

    Returns the decision about a form that had fallen silent, where it led to one: that is for the caller.
    """
    forms.begin_step()
    try:
        act()
        resume = _follow(forms)
    except Refused as refused:
        forms.turn.next.clear()
        if forms.ended is not None:
            forms.turn.unplaced += forms.ended.unplaced()
        refusals.say(forms.turn, refused)
        return None
    if resume is None:
        forms.return_to_the_open_one()
    return resume


def _follow(forms: Forms) -> Resume | None:
    while forms.turn.next:
        following = forms.turn.next.popleft()
        if isinstance(following, Resume):
            return following
        _take(forms, following)
    return None


def _take(forms: Forms, following: Step) -> None:
    match following:
        case Ask():
            forms.begin(following)
        case Do(act, args):
            calls.run(forms, act, args)
        case Leave():
            _leave(forms)


def _leave(forms: Forms) -> None:
    if forms.top is None:
        forms.turn.say("nothing_to_cancel")
    else:
        forms.cancel(forms.top)


def offer_places(forms: Forms) -> None:
    """Asks where the messages go that could not go where they were meant for."""
    while forms.turn.unplaced:
        ids, forms.turn.unplaced = sorted(set(forms.turn.unplaced)), []
        _offer_places_to(forms, Part(followups.load(forms.turn.session, ids)))


def _offer_places_to(forms: Forms, part: Part) -> None:
    ask = ways.ask if forms.turn.role == CLIENT else ways.ask_staff
    step(forms, lambda: ask(forms, part, True))
