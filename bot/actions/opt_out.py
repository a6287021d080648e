"""«BAJA» and «ALTA»: no notices and no reminders until they want them again; what people write always comes."""

from collections.abc import Callable

from bot.dialogue import engine
from bot.replies.turn import Turn
from store.tickets import lists, tickets


def asked_for(turn: Turn) -> Callable[[Turn], None] | None:
    """What the message asks for, typed alone, where the channel knows such words and no open question offers them."""
    channel = turn.desk.channels.get(turn.chat.channel)
    word = turn.heard.inbound.text.strip().casefold()
    act = next((act for key, act in ACTS.items() if word in turn.desk.texts.words(key)), None)
    if act is None or channel is None or not channel.leaves_by_word:
        return None
    form = engine.current(turn)
    offered = form and form.asked and engine.by_words(form, form.asked, word)
    return None if offered else act


def stop(turn: Turn) -> None:
    """Answered once."""
    if not turn.person.quiet:
        _set(turn, True, "notices_off")
        turn.say("quiet.stopped")


def resume(turn: Turn) -> None:
    if turn.person.quiet:
        _set(turn, False, "notices_on")
        turn.say("quiet.resumed")


def _set(turn: Turn, quiet: bool, event: str) -> None:
    turn.person.quiet = quiet
    for ticket in lists.open_of(turn.session, turn.person, 100):
        tickets.record(turn.session, turn.person, ticket, event, turn.chat.channel, turn.now)


ACTS = {"quiet.stop": stop, "quiet.resume": resume}
