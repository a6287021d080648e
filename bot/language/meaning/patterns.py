"""The phrases of the lists as one automaton over words: all of them are tried at once, each word is looked at once.

How a phrase is written: words; `[a|b]` what may be missing; `(a|b)` one of these; `{name}` a list of the same file;
`<number>` a number or «#121»; `<word>` any word; `<name>` one to three words that are no little words («a», «el»);
`<rest>` all that follows. Upper case, accents and punctuation play no part.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from typing import Any, Generic, TypeVar

T = TypeVar("T")
NUMBER, WORD, NAME, REST = "<number>", "<word>", "<name>", "<rest>"
SLOTS = frozenset({NUMBER, WORD, NAME, REST})
LONGEST_NAME = 3  # words
MOST_NODES = 20_000  # what is remembered of texts read so far; then it is forgotten and begins anew
_PIECES = re.compile(r"<\w+>|\{\w+\}|[()\[\]|]|[^\s()\[\]|{}<>]+")

Found = tuple[tuple[str, tuple[int, int]], ...]
Node = tuple[str, Any]  # ("word", text) | ("slot", kind) | ("all", nodes) | ("any", nodes)
NOTHING: Node = ("all", ())


def parse(phrase: str, lists: Mapping[str, Sequence[str]]) -> Node:
    """What a phrase of the lists asks for. Raises ValueError for one that is not well written."""
    pieces = _PIECES.findall(phrase)
    node, rest = _choice(pieces, 0, lists)
    if rest != len(pieces):
        raise ValueError(f"not well written: {phrase}")
    return node


def _choice(pieces: list[str], at: int, lists: Mapping[str, Sequence[str]]) -> tuple[Node, int]:
    options = []
    while True:
        node, at = _sequence(pieces, at, lists)
        options.append(node)
        if at >= len(pieces) or pieces[at] != "|":
            return (options[0] if len(options) == 1 else ("any", tuple(options))), at
        at += 1


def _sequence(pieces: list[str], at: int, lists: Mapping[str, Sequence[str]]) -> tuple[Node, int]:
    nodes: list[Node] = []
    while at < len(pieces) and pieces[at] not in ("|", ")", "]"):
        piece = pieces[at]
        if piece in ("(", "["):
            inner, at = _choice(pieces, at + 1, lists)
            if at >= len(pieces) or pieces[at] != (")" if piece == "(" else "]"):
                raise ValueError(f"not closed: {' '.join(pieces)}")
            nodes.append(inner if piece == "(" else ("any", (inner, NOTHING)))
        elif piece[0] == "{":
            nodes.append(("any", tuple(parse(each, lists) for each in lists[piece[1:-1]])))
        elif piece in SLOTS:
            nodes.append(("slot", piece))
        else:
            nodes.append(("word", piece))
        at += 1
    return (nodes[0] if len(nodes) == 1 else ("all", tuple(nodes))), at


def words_of(node: Node) -> Iterator[str]:
    kind, inner = node
    if kind == "word":
        yield inner
    elif kind in ("all", "any"):
        for each in inner:
            yield from words_of(each)


@dataclass
class State:
    """A place in the phrases: which words lead on from it, and what is read when it is reached."""

    edges: dict[str, set[int]] = field(default_factory=dict)
    free: set[int] = field(default_factory=set)  # reached without a word
    read: set[int] = field(default_factory=set)


@dataclass(eq=False)
class Place:
    """All the states that the words so far may have led to."""

    edges: Mapping[str, frozenset[int]]
    read: tuple[int, ...]
    known: dict[str, "Place | None"] = field(default_factory=dict)


class Phrases(Generic[T]):
    """Many phrases, each with what it stands for. `little` are the words that no name begins or ends with."""

    def __init__(self, phrases: Sequence[tuple[Node, T]], little: frozenset[str]) -> None:
        self.phrases, self.little = phrases, little
        self.states = [State()]
        self.places: dict[frozenset[int], Place] = {}
        for number, (node, _) in enumerate(phrases):
            self.states[self._build(node, self._new(0))].read.add(number)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        return frozenset(word for node, _ in self.phrases for word in words_of(node))

    @cached_property
    def start(self) -> Place:
        return self._place(frozenset({0}))

    def found(self, words: Sequence[str], at: int) -> list[tuple[int, int]]:
        """The phrases that begin at a word: (where each ends, its number), the shortest first."""
        place: Place | None = self.start
        ends = []
        for end in range(at, len(words)):
            assert place is not None
            place = self._step(place, words[end])
            if place is None:
                break
            ends += [(end + 1, number) for number in place.read]
        return ends

    def _step(self, place: Place, word: str) -> Place | None:
        symbol = word if word in self.vocabulary or word in self.little else _kind(word)
        if symbol not in place.known:
            if len(self.places) > MOST_NODES:
                self.places.clear()
                self.__dict__.pop("start", None)
            place.known[symbol] = self._next(place, symbol)
        return place.known[symbol]

    def _next(self, place: Place, symbol: str) -> Place | None:
        kinds = {symbol, WORD, REST, _kind(symbol)}
        if symbol not in self.little and _kind(symbol) != NUMBER:
            kinds.add(NAME)
        targets = frozenset().union(*(place.edges.get(kind, frozenset()) for kind in kinds))
        return self._place(targets) if targets else None

    def _place(self, targets: frozenset[int]) -> Place:
        if targets not in self.places:
            reached = self._closure(targets)
            edges: dict[str, set[int]] = {}
            for state in reached:
                for word, ends in self.states[state].edges.items():
                    edges.setdefault(word, set()).update(ends)
            read = sorted(number for state in reached for number in self.states[state].read)
            self.places[targets] = Place({word: frozenset(ends) for word, ends in edges.items()}, tuple(read))
        return self.places[targets]

    def _closure(self, targets: frozenset[int]) -> set[int]:
        reached, todo = set(targets), list(targets)
        while todo:
            for state in self.states[todo.pop()].free - reached:
                reached.add(state)
                todo.append(state)
        return reached

    def _new(self, before: int | None = None) -> int:
        self.states.append(State())
        new = len(self.states) - 1
        if before is not None:
            self.states[before].free.add(new)
        return new

    def _build(self, node: Node, at: int) -> int:
        """The state that is reached from `at` by what the node asks for."""
        kind, inner = node
        if kind == "all":
            for each in inner:
                at = self._build(each, at)
            return at
        if kind == "any":
            end = self._new()
            for each in inner:
                if each[0] == "word":
                    self.states[at].edges.setdefault(each[1], set()).add(end)
                else:
                    self.states[self._build(each, at)].free.add(end)
            return end
        if inner == REST:
            end = self._step_to(at, REST)
            self.states[end].edges.setdefault(REST, set()).add(end)
            return end
        if inner == NAME:
            first = at = self._step_to(at, NAME)
            for _ in range(LONGEST_NAME - 1):
                at = self._step_to(at, NAME)
                self.states[first].free.add(at)
            return at
        return self._step_to(at, inner)

    def _step_to(self, at: int, word: str) -> int:
        end = self._new()
        self.states[at].edges.setdefault(word, set()).add(end)
        return end

    def slots(self, number: int, words: Sequence[str], start: int, end: int) -> dict[str, tuple[int, int]]:
        """Where each slot of a phrase lies in the words that it covers; of two of a kind, the first."""
        for reached, found in self._walk(self.phrases[number][0], words, start, end):
            if reached == end:
                return dict(reversed(found))
        return {}

    def _walk(self, node: Node, words: Sequence[str], at: int, end: int) -> Iterator[tuple[int, Found]]:
        kind, inner = node
        if kind == "word":
            if at < end and words[at] == inner:
                yield at + 1, ()
        elif kind == "slot":
            for reached in range(at + 1, min(end, at + self._most(inner, words, at, end)) + 1):
                yield reached, ((inner, (at, reached)),)
        elif kind == "any":
            for each in inner:
                yield from self._walk(each, words, at, end)
        else:
            yield from self._walk_all(inner, words, at, end)

    def _walk_all(
        self, nodes: Sequence[Node], words: Sequence[str], at: int, end: int
    ) -> Iterator[tuple[int, Found]]:
        if not nodes:
            yield at, ()
            return
        for reached, found in self._walk(nodes[0], words, at, end):
            for last, others in self._walk_all(nodes[1:], words, reached, end):
                yield last, (*found, *others)

    def _most(self, slot: str, words: Sequence[str], at: int, end: int) -> int:
        """The words that a slot may take from here on."""
        if slot == REST:
            return end - at
        if slot == NAME:
            run = takewhile(lambda word: word not in self.little and _kind(word) != NUMBER, words[at:end])
            return min(LONGEST_NAME, len(list(run)))
        return int(slot == WORD or (at < end and _kind(words[at]) == NUMBER))


def _kind(word: str) -> str:
    return NUMBER if word == NUMBER or word.isdecimal() else WORD
