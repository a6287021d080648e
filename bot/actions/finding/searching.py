"""«Buscar»: the tickets that some words stand in, page by page, with what stands there."""

from functools import cache

from bot.actions.tickets import listing
from bot.channels.messages import Reply
from bot.language import words
from bot.language.texts import Texts
from bot.replies import acts, views
from bot.replies.people import naming
from bot.replies.turn import Turn
from store.finding import search
from store.words import tokens

PAGE = 5
LAST_PAGE = 10_000
REMEMBERED = 3  # searches of a chat whose pages can still be turned
MOST_CHARACTERS = 200


def find(turn: Turn, text: str) -> None:
    """Shows the first page."""
    text = text.strip()[:MOST_CHARACTERS]
    before = {name: said for name, said in turn.memory.get("searches", {}).items() if said != text}
    kept = [*before.items(), (words.digest(text), text)]
    turn.memory["searches"] = dict(kept[-REMEMBERED:])
    _show(turn, text, 1)


def turn_page(turn: Turn, search_name: str, number: int) -> None:
    """Another page of a search that this chat remembers."""
    text = turn.memory.get("searches", {}).get(search_name)
    if text is None:
        turn.say("search.past")
    else:
        _show(turn, text, number)


def _show(turn: Turn, text: str, number: int) -> None:
    small = ignored(turn.desk.texts)
    wanted = search.terms(text, lambda word: word in small)
    page = max(1, min(number, LAST_PAGE))
    found, more = search.page(turn.session, turn.person, wanted, page, PAGE)
    if not found and page > 1:  # what stood there is gone
        _show(turn, text, 1)
        return
    edits = listing.turned(turn, acts.FOUND)
    if not found:
        turn.say(Reply("search.none", {"text": words.excerpt(text)}, edits=edits))
        return
    name = words.digest(text)
    labels = [listing.to_view(each.ticket) for each in found]
    labels += [acts.FOUND.button(page - 1, name, key="previous")] if page > 1 else []
    labels += [acts.FOUND.button(page + 1, name, key="next")] if more else []
    clients = [each.ticket.requester for each in found] if turn.role != acts.CLIENT else []
    values = {"text": views.found(words.excerpt(text), found, naming.apart(turn.session, clients))}
    turn.say(Reply("plain", values, labels=tuple(labels), several=True, edits=edits))


@cache
def ignored(texts: Texts) -> frozenset[str]:
    """The words that say nothing of a problem, as they are looked for."""
    return frozenset(tokens.stem(word) for word in texts.words("search.ignored"))
