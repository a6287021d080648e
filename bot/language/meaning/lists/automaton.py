"""All phrases of the lists as one automaton over words: they are tried at once, and each word is looked at once.

A phrase's states are made when a text first has a word that it may begin with, and the sets of states that words lead
to when they are first needed; both are kept. Most phrases of the lists nobody ever says: so what each asks for is read
of all once, for their words, and kept of a few.
"""

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import Generic, NamedTuple, TypeVar

from bot.language.meaning.lists import syntax
from bot.language.meaning.lists.syntax import NAME, NUMBER, REST, WORD, All, Lists, Node, OneOf, Slot
from bot.language.meaning.lists.tokens import Word

T = TypeVar("T")
LONGEST_NAME = 3  # words
REMEMBERED = 20_000  # places and words of the texts read so far; then they are forgotten, and it begins anew
PARSED = 200  # phrases; a kilobyte each

Slots = tuple[tuple[str, tuple[int, int]], ...]


class Phrase(NamedTuple, Generic[T]):
    """As it is written, with the lists that it may name, and what it stands for."""

    written: str
    lists: Lists
    stands_for: T


@dataclass(slots=True)
class State:
    """A place in the phrases: which words lead on from it, and what is read when it is reached."""

    edges: dict[str, tuple[int, ...]] = field(default_factory=dict)
    free: tuple[int, ...] = ()  # reached without a word
    read: tuple[int, ...] = ()

    def lead(self, word: str, end: int) -> None:
        """Tuples and no sets, since there are tens of thousands, nearly all of one."""
        self.edges[word] = (*self.edges.get(word, ()), end)


@dataclass(eq=False)
class Place:
    """All the states that the words so far may have led to."""

    edges: Mapping[str, frozenset[int]]
    read: tuple[int, ...]
    known: "dict[str, Place | None]" = field(default_factory=dict)


class Phrases(Generic[T]):
    """Many of them. `little` are words that are no part of a name; of the texts read, `remembered` places and words are
    kept."""

    def __init__(
        self, phrases: Sequence[Phrase[T]], little: frozenset[str], remembered: int = REMEMBERED
    ) -> None:
        self.phrases, self.little, self._remembered = phrases, little, remembered
        self._making = threading.Lock()  # several threads read at once, and each may make what is missing
        self._states: list[State] = []
        self._starts: dict[int, int] = {}
        self._places: dict[frozenset[int], Place] = {}
        self._begun: dict[str, Place | None] = {}
        self._symbols: dict[str, str] = {}
        self._node = lru_cache(maxsize=PARSED)(self._parse)

    def _parse(self, number: int) -> Node:
        """What a phrase asks for."""
        return syntax.parse(self.phrases[number].written, self.phrases[number].lists)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        return self._words[0]

    def begins(self, word: str) -> list[str]:
        """Those of the words with a star that stand for this one, the longest first."""
        if not word.startswith(self._beginnings):
            return []
        return [f"{each}{syntax.STAR}" for each in self._beginnings if word.startswith(each)]

    @cached_property
    def _beginnings(self) -> tuple[str, ...]:
        starred = (word for word in self.vocabulary if word.endswith(syntax.STAR))
        return tuple(sorted((word[: -len(syntax.STAR)] for word in starred), key=len, reverse=True))

    @cached_property
    def _words(self) -> tuple[frozenset[str], Mapping[str, Sequence[int]]]:
        """All that are written in the phrases; and, by the word that they may begin with, the phrases' numbers."""
        vocabulary: set[str] = set()
        numbers: dict[str, list[int]] = {}
        for number in range(len(self.phrases)):
            node = self._parse(number)
            vocabulary.update(syntax.words_of(node))
            for word in syntax.beginnings(node)[0]:
                numbers.setdefault(word, []).append(number)
        return frozenset(vocabulary), numbers

    def found(self, words: Sequence[Word], at: int) -> list[tuple[int, int]]:
        """The phrases that begin at a word: (where each ends, its number), the shortest first."""
        place = self._begin(self._symbol(words[at].folded))
        end, ends = at + 1, []
        while place is not None:
            ends += [(end, number) for number in place.read]
            place = self._step(place, self._symbol(words[end].folded)) if end < len(words) else None
            end += 1
        return ends

    def _begin(self, symbol: str) -> Place | None:
        """Where a first word leads."""
        try:
            return self._begun[symbol]
        except KeyError:
            with self._making:  # who comes meanwhile must not see a phrase half made
                self._begun[symbol] = place = self._make_beginning(symbol)
            return place

    def _make_beginning(self, symbol: str) -> Place | None:
        self._forget_if_many()
        numbers = (self._words[1].get(kind, ()) for kind in self._kinds(symbol))
        starts = {self._start(number) for several in numbers for number in several}
        return self._next(self._make_place(starts), symbol)

    def _start(self, number: int) -> int:
        """The state before a phrase."""
        if number not in self._starts:
            self._starts[number] = self._new()
            end = self._states[self._build(self._node(number), self._starts[number])]
            end.read = (*end.read, number)
        return self._starts[number]

    def _step(self, place: Place, symbol: str) -> Place | None:
        if symbol not in place.known:
            self._forget_if_many()
            place.known[symbol] = self._next(place, symbol)
        return place.known[symbol]

    def _forget_if_many(self) -> None:
        if len(self._places) > self._remembered:
            self._places.clear()
            self._begun.clear()

    def _symbol(self, word: str) -> str:
        """What a word is to the phrases: itself, its beginning, or any number or word."""
        symbol = self._symbols.get(word)
        if symbol is None:
            if len(self._symbols) > self._remembered:
                self._symbols.clear()
            known = word in self.vocabulary or word in self.little
            begins = self.begins(word)
            self._symbols[word] = symbol = word if known else begins[0] if begins else _kind(word)
        return symbol

    def _next(self, place: Place, symbol: str) -> Place | None:
        targets = frozenset().union(*(place.edges.get(kind, frozenset()) for kind in self._kinds(symbol)))
        if not targets:
            return None
        following = self._places.get(targets)
        if following is None:
            self._places[targets] = following = self._make_place(targets)
        return following

    def _kinds(self, symbol: str) -> set[str]:
        """All that the phrases may ask for there."""
        kinds = {symbol, WORD, REST, _kind(symbol), *self.begins(symbol)}
        return kinds | {NAME} if self._is_name(symbol) else kinds

    def _is_name(self, word: str) -> bool:
        return word not in self.little and _kind(word) != NUMBER

    def _make_place(self, targets: Collection[int]) -> Place:
        reached = self._closure(targets)
        edges: dict[str, set[int]] = {}
        for state in reached:
            for word, ends in self._states[state].edges.items():
                edges.setdefault(word, set()).update(ends)
        read = sorted(number for state in reached for number in self._states[state].read)
        return Place({word: frozenset(ends) for word, ends in edges.items()}, tuple(read))

    def _closure(self, targets: Collection[int]) -> set[int]:
        reached, todo = set(targets), list(targets)
        while todo:
            for state in self._states[todo.pop()].free:
                if state not in reached:
                    reached.add(state)
                    todo.append(state)
        return reached

    def _new(self) -> int:
        self._states.append(State())
        return len(self._states) - 1

    def _free(self, before: int, end: int) -> None:
        self._states[before].free = (*self._states[before].free, end)

    def _build(self, node: Node, at: int) -> int:
        """The state that is reached from `at` by what the node asks for."""
        match node:
            case syntax.Word(text):
                return self._edge(at, text)
            case All(nodes):
                for each in nodes:
                    at = self._build(each, at)
                return at
            case OneOf(words, nodes):
                end = self._new()
                for word in words:
                    self._states[at].lead(word, end)
                for each in nodes:
                    self._free(self._build(each, at), end)
                return end
            case Slot(kind):
                return self._build_slot(kind, at)

    def _build_slot(self, kind: str, at: int) -> int:
        end = self._edge(at, kind)
        if kind == REST:
            self._states[end].lead(REST, end)
        if kind == NAME:
            ends = [end]
            for _ in range(LONGEST_NAME - 1):
                ends.append(self._edge(ends[-1], NAME))
            end = self._new()
            for each in ends:
                self._free(each, end)
        return end

    def _edge(self, at: int, word: str) -> int:
        end = self._new()
        self._states[at].lead(word, end)
        return end

    def slots(self, number: int, words: Sequence[str], start: int, end: int) -> dict[str, tuple[int, int]]:
        """Where each slot of a phrase lies in the words that it covers, as short as may be; of two of a kind, the
        first."""
        if number < 0:
            return {}
        found = dict(self._ends(self._node(number), words[:end], start)).get(end, ())
        return dict(reversed(found))

    def _ends(self, node: Node, words: Sequence[str], at: int) -> Iterator[tuple[int, Slots]]:
        """Where a node may end that begins here, each with the shortest slots that lead there."""
        word = words[at] if at < len(words) else None
        match node:
            case syntax.Word(text):
                if word is not None and (word == text or _begins(word, text)):
                    yield at + 1, ()
            case Slot(kind):
                for end in range(at + 1, at + self._most(kind, words[at:]) + 1):
                    yield end, ((kind, (at, end)),)
            case OneOf(known, nodes):
                if word in known:
                    yield at + 1, ()
                for each in nodes:
                    yield from self._ends(each, words, at)
            case All(nodes):
                yield from self._ends_of_all(nodes, words, at)

    def _ends_of_all(
        self, nodes: Sequence[Node], words: Sequence[str], at: int
    ) -> Iterator[tuple[int, Slots]]:
        reached: dict[int, Slots] = {at: ()}
        for node in nodes:
            further: dict[int, Slots] = {}
            for place, found in reached.items():
                for end, more in self._ends(node, words, place):
                    slots = (*found, *more)
                    if end not in further or _length(slots) < _length(further[end]):
                        further[end] = slots
            reached = further
        yield from reached.items()

    def _most(self, kind: str, words: Sequence[str]) -> int:
        """How many of the words a slot may take."""
        if kind == REST:
            return len(words)
        if kind == NAME:
            return min(LONGEST_NAME, len(list(takewhile(self._is_name, words))))
        return int(bool(words) and (kind == WORD or _kind(words[0]) == NUMBER))


def _begins(word: str, star: str) -> bool:
    return star.endswith(syntax.STAR) and word.startswith(star[:-1])


def _kind(word: str) -> str:
    return NUMBER if word == NUMBER or word.isdecimal() else WORD


def _length(slots: Slots) -> int:
    return sum(end - start for _, (start, end) in slots)
