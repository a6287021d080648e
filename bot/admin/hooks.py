"""`ticketero hook`: makes the desk known to the providers, or says what to tell them by hand."""

from collections.abc import Iterator

from bot.actions import menus
from bot.admin.checks import surroundings
from bot.admin.trouble import Trouble
from bot.channels.channel import IsToldByHand, Registers
from bot.channels.messages import Option
from bot.desk import Desk
from bot.language import words
from bot.language.texts import CANON, Texts
from bot.replies import acts
from store.people import chats


def register(desk: Desk) -> Iterator[str]:
    """Tells the providers where we are, or says what to tell them. Raises what a channel raises, and Trouble for an
    address that they cannot call."""
    url = desk.settings.web.public_url
    abroad = surroundings.who_needs_https(desk.settings)
    if abroad and not url.startswith("https:"):
        remedy = surroundings.https_remedy(abroad)
        raise Trouble(f"{' and '.join(abroad)} cannot call {url}, since it is not https. {remedy}")
    for name, channel in desk.channels.items():
        if isinstance(channel, Registers):
            channel.register(url, _menus(desk.texts))
            yield f"{name}: it knows our address and our commands."
        if isinstance(channel, IsToldByHand):
            yield f"{name}: enter these at the provider's, for our number:"
            yield from (f"  {line}" for line in channel.to_enter(url))
    with desk.store.write() as session:
        for chat in chats.linked(session):
            menus.offer(desk, session, chat, desk.now())


def _menus(texts: Texts) -> dict[str, list[Option]]:
    """The commands of everybody, by language, the canon first; each chat gets its role's own when it is linked."""
    languages = sorted(texts.languages, key=lambda language: language != CANON)
    return {language: list(_menu(texts, language)) for language in languages}


def _menu(texts: Texts, language: str) -> Iterator[Option]:
    for act in acts.typed_by(acts.CLIENTS):
        [word, *_] = texts.find(language, f"commands.{act.name}.words")
        yield Option(texts.say(language, f"commands.{act.name}.help"), words.fold(word))
