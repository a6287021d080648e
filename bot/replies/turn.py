"""One turn of a conversation: who did what, in which chat, and the means to answer, all in one transaction."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any, Self

from sqlalchemy.orm import Session

from bot.channels.messages import Inbound, Reply
from bot.desk import Desk
from bot.language import meaning, one_line, sheets
from bot.language.meaning import Asked, Meaning, Reading, Sure
from bot.language.one_line import Line, naming
from bot.language.texts import Voice
from bot.replies import compose
from bot.replies.acts import CLIENT
from bot.replies.steps import Ask, Step, Topic
from store.messages.sent_lookup import Told
from store.people import chats, hearing, people
from store.tables import Chat, InboxMessage, Person

LONGEST_READ = 2000  # characters: whoever writes more tells something
A_MOMENT = timedelta(seconds=5)  # a provider's list tells of seconds only, by a clock of its own


@dataclass(frozen=True)
class Heard:
    """A message with its place in the inbox."""

    id: int
    inbound: Inbound
    received_at: datetime

    @classmethod
    def kept(cls, row: InboxMessage) -> Self:
        """One that is heard later than it came."""
        return cls(row.id, Inbound.from_json(row.payload), row.received_at)

    @property
    def said_at(self) -> datetime:
        """By when it was said: it answers nothing that was put after that, however late it is heard."""
        return self.inbound.at + A_MOMENT if self.inbound.late else self.received_at


@dataclass
class Turn:
    """The context of one message, and what comes of it.

    memory: what this chat remembers between its messages; it is kept when the turn commits. next: what the turn leads
    to, in order. unplaced: ids of inbox messages that found no place: they are to be offered one.
    """

    desk: Desk
    session: Session
    chat: Chat
    now: datetime
    heard: Heard
    memory: dict[str, Any] = field(default_factory=dict)
    readings: dict[Any, Reading] = field(default_factory=dict)
    next: deque[Step] = field(default_factory=deque)
    unplaced: list[int] = field(default_factory=list)

    @classmethod
    def begin(cls, desk: Desk, session: Session, chat: Chat, now: datetime, heard: Heard) -> Self:
        """With a copy of what the chat remembers, so that a turn that fails leaves it as it was."""
        return cls(desk, session, chat, now, heard, _copied(chat.memory))

    def about(self, heard: Heard) -> Self:
        """A turn about another message of this chat, with the same memory, which goes on where this one is."""
        return replace(self, heard=heard, next=deque(), unplaced=[])

    @property
    def person(self) -> Person:
        """Who speaks. Only strangers' turns have nobody, and they never get this far."""
        person = self.chat.person
        if person is None:
            raise LookupError("a stranger's turn has no person")
        return person

    @property
    def role(self) -> str:
        return self.person.role

    @property
    def roles(self) -> frozenset[str]:
        """Whose commands they may use; `role` is what they are first of all."""
        return people.roles_of(self.person)

    @cached_property
    def leads(self) -> Sequence[Person]:
        """The active ones; looked up once a turn."""
        return chats.leads_and_chats(self.session, self.desk.shut_before())

    def read(self, text: str, asked: Asked = Asked.NOTHING, labels: Sequence[str] = ()) -> Reading:
        """What a text means to who speaks here, where this is asked and these labels are shown; read once a turn."""
        known = (text, asked, tuple(labels))
        if known not in self.readings:
            if len(text) > LONGEST_READ:
                return Reading(Meaning.NOTHING, Sure.NONE, rest=text.strip())
            role = self.chat.person.role if self.chat.person else CLIENT
            self.readings[known] = meaning.read(
                text, languages=self._languages, role=role, asked=asked, labels=labels
            )
        return self.readings[known]

    def read_line(self, text: str) -> Line:
        """What of a text says who has the problem, where to call, and what fails."""
        desk = self.desk.settings.desk
        return one_line.read(text, desk.region, desk.area_code, self._languages)

    def read_introduction(self, text: str) -> tuple[str, str]:
        """The name of whoever introduces themselves, and their company, each "" where it is not said."""
        said = self.read(text, Asked.NAME)
        if said.meaning is not Meaning.ANSWER:
            return "", ""
        name, company = (one_line.name_first(told, self._languages) for told in (said.value, said.company))
        return name, company

    def is_a_sentence(self, text: str) -> bool:
        """Whether it is plainly nobody's name."""
        return naming.is_a_sentence(text, self._languages)

    def names_a_number(self, text: str) -> bool:
        """Whether a number is said in it, in words or figures; a long text names none."""
        return len(text) <= LONGEST_READ and meaning.names_a_number(text, self._languages)

    @property
    def _languages(self) -> Sequence[str]:
        return tuple(self.desk.texts.languages)

    @property
    def voice(self) -> Voice:
        return compose.voice_of(self.desk, self.chat)

    def speak(self, language: str) -> None:
        """From now on we talk so with whoever this is."""
        if self.chat.person is not None:
            self.chat.person.language = language
        else:
            self.memory[chats.LANGUAGE] = language
            self.keep_memory()

    def say(self, key: str | Reply, /, **values: Any) -> int | None:
        """Answers in this chat: a text's key and its values, or a whole Reply."""
        reply = key if isinstance(key, Reply) else Reply(key, values)
        return compose.say(self.desk, self.session, self.chat, reply, self.now, self._cause)

    def tell(self, people: Iterable[int], reply: Reply) -> dict[int, int]:
        """As `compose.tell`, but never the one who speaks."""
        others = [person for person in dict.fromkeys(people) if person != self._cause]
        return compose.tell(self.desk, self.session, others, reply, self.now, self._cause)

    def hearing(self, people: Iterable[int]) -> list[int]:
        """Those of these technicians and leads who can be told: still one, active, with a chat where we can speak. Who
        speaks is one of them."""
        found = list(dict.fromkeys(people))
        reachable = self._chats_of([person for person in found if person != self._cause])
        return [
            person
            for person in found
            if person == self._cause or ((chat := reachable.get(person)) and self._is_told_in(chat))
        ]

    def told_now(self, people: Iterable[int]) -> list[int]:
        """Those of `hearing` who learn of what they are told before they write to us by themselves."""
        found, silent = self.hearing(people), self.desk.silent_before()
        chats_of = self._chats_of([person for person in found if person != self._cause])
        return [
            person
            for person in found
            if person == self._cause or not hearing.is_silent(chats_of[person], silent)
        ]

    def _chats_of(self, people: Sequence[int]) -> dict[int, Chat]:
        return chats.of(self.session, people, self.desk.shut_before())

    def _is_told_in(self, chat: Chat) -> bool:
        on_duty = chat.person is not None and chat.person.role != CLIENT
        return on_duty and chat.blocked_at is None and chat.channel in self.desk.channels

    def reword(self, told: Told, reply: Reply) -> bool:
        """Has what somebody was told say this instead; False where it has to be told anew."""
        chat, rows = told
        said = compose.for_chat(self.session, chat, reply)
        return compose.reword(self.desk, self.session, chat, rows, said, self.now, self._cause)

    def amend(self, told: Told, before: str, after: str, anew: Reply | None) -> bool:
        """Has what somebody was told say that instead of this, where it is; False where that cannot be. `anew` is said
        where only its channel knows that."""
        change = partial(sheets.with_part_changed, before=before, after=after)
        said = compose.voice_of(self.desk, told[0])(anew.key, **anew.values) if anew else ""
        return compose.amend(self.desk, self.session, told, change, said, self.now, self._cause)

    def ask(
        self,
        topic: Topic,
        given: Mapping[str, Any] | None = None,
        *,
        waiting: Sequence[int] = (),
        files: Sequence[int] = (),
    ) -> None:
        """Begins a dialogue after this; see `Ask`."""
        self.next.append(Ask(topic, given or {}, waiting, files))

    def toast(self, key: str = "", /, **values: Any) -> None:
        """Answers a press where it was made: a few words that do not stay in the chat."""
        inbound = self.heard.inbound
        if inbound.acknowledge:
            compose.toast(self.desk, self.session, self.chat, inbound.acknowledge, key, values, self.now)
        elif key:
            self.say(key, **values)

    def keep_memory(self) -> None:
        self.chat.memory = self.memory

    @property
    def _cause(self) -> int | None:
        return self.chat.person_id


def _copied(kept: Any) -> Any:
    """Of what JSON holds, in half of the time that going through its text takes."""
    if isinstance(kept, dict):
        return {name: _copied(each) for name, each in kept.items()}
    return [_copied(each) for each in kept] if isinstance(kept, (list, tuple)) else kept
