"""How people look in a chat, for the leads: the list, the card. Each is words: a function of the reader's voice."""

from collections.abc import Iterator, Mapping, Sequence

from bot.language import phones
from bot.language.sheets import Line, Sheet, Words
from bot.language.texts import Voice
from store.tables import Chat, Person


def listed(found: Sequence[Person], counts: Mapping[str, int], page: int, pages: int) -> Words:
    """Everybody, by role: how many there are, and who of them stands on this page."""

    def said(voice: Voice) -> str:
        lines = [voice("people.page", page=page, pages=pages)] if pages > 1 else []
        for kind in ("lead", "technician", "client", "left"):
            names = [_in_brackets(who) for who in found if (who.role if who.active else "left") == kind]
            if names or (kind != "left" and pages == 1):
                shown = ", ".join(names) or voice("nothing")
                lines.append(voice(f"people.{kind}", n=counts.get(kind, 0), names=shown))
        return "\n".join(lines)

    return said


def _in_brackets(person: Person) -> str:
    return f"{person.name} ({person.company})" if person.company else person.name


def card(who: Person, chats: Sequence[Chat], tickets: Sequence[int], region: str) -> Sheet:
    """A person's card, for the leads."""

    def lines(voice: Voice) -> Iterator[Line]:
        none = voice("nothing")
        fields = {
            "name": who.name if who.active else voice("person.left", name=who.name),
            "role": voice(f"labels.role_{who.role}"),
            "company": who.company or none,
            "phone": phones.show(who.phone, region) if who.phone else none,
            "chats": ", ".join(chat_name(chat)(voice) for chat in chats)
            or (voice("person.no_chat") if who.active else none),
            "tickets": voice.list([f"Ticket {number}" for number in tickets]) if tickets else none,
        }
        head, *rest = voice("person.card", **fields).split("\n")
        yield Line(head, "title")
        for line in rest:
            yield Line(line, "field")

    return Sheet(lines)


def chat_name(chat: Chat) -> Words:
    """«Telegram @ana», «WhatsApp +549…»; a browser's session is nobody else's business."""

    def said(voice: Voice) -> str:
        channel = voice(f"channels.{chat.channel}")
        if chat.channel == "webchat":
            return channel
        return f"{channel} {chat.memory.get('username') or chat.address.rpartition(':')[2]}"

    return said
