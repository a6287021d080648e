"""How a phrase of the lists is written, and what it asks for.

Words; `imprim*` any word that begins so; `[a|b]` what may be missing; `(a|b)` one of these; `{name}` a list of the same
file; `<number>` a number or «#121»; `<word>` any word; `<name>` one to three words that are no little words («a»);
`<rest>` all that follows. Upper case, accents and punctuation play no part.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

NUMBER, WORD, NAME, REST = "<number>", "<word>", "<name>", "<rest>"
SLOTS = frozenset({NUMBER, WORD, NAME, REST})
STAR = "*"
_PIECES = re.compile(r"<\w+>|\{\w+\}|[()\[\]|]|[^\s()\[\]|{}<>]+")
_CLOSING = {"(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class Word:
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    kind: str


@dataclass(frozen=True, slots=True)
class All:
    """One after the other."""

    nodes: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class OneOf:
    """`words` are those of its choices that are one word and no more."""

    words: frozenset[str]
    nodes: "tuple[Node, ...]"


Node: TypeAlias = Word | Slot | All | OneOf
Lists: TypeAlias = Mapping[str, Node]
NOTHING = All(())


def parse(phrase: str, lists: Lists) -> Node:
    """What a phrase asks for. Raises ValueError for one that is not well written."""
    pieces = _PIECES.findall(phrase)
    node, read = _choice(pieces, 0, lists)
    if read != len(pieces):
        raise ValueError(f"not well written: {phrase}")
    return node


def any_of(phrases: Sequence[str], lists: Lists) -> Node:
    """What a list asks for. Raises ValueError, and KeyError for a list that it names before it is there."""
    return _one_of([parse(each, lists) for each in phrases])


def _choice(pieces: list[str], at: int, lists: Lists) -> tuple[Node, int]:
    options = []
    while True:
        node, at = _sequence(pieces, at, lists)
        options.append(node)
        if at >= len(pieces) or pieces[at] != "|":
            return _one_of(options), at
        at += 1


def _sequence(pieces: list[str], at: int, lists: Lists) -> tuple[Node, int]:
    nodes: list[Node] = []
    while at < len(pieces) and pieces[at] not in ("|", ")", "]"):
        piece = pieces[at]
        if piece in _CLOSING:
            node, at = _choice(pieces, at + 1, lists)
            if at >= len(pieces) or pieces[at] != _CLOSING[piece]:
                raise ValueError(f"not closed: {' '.join(pieces)}")
            nodes.append(node if piece == "(" else _one_of([node, NOTHING]))
        else:
            nodes.append(_plain(piece, lists))
        at += 1
    return (nodes[0] if len(nodes) == 1 else All(tuple(nodes))), at


def _plain(piece: str, lists: Lists) -> Node:
    if piece[0] == "{":
        return lists[piece[1:-1]]
    return _one_word(piece)


@lru_cache(maxsize=20_000)
def _one_word(piece: str) -> Node:
    """One for all the phrases that it stands in: most words stand in several."""
    return Slot(piece) if piece in SLOTS else Word(piece)


def _one_of(nodes: Sequence[Node]) -> Node:
    if len(nodes) == 1:
        return nodes[0]
    words = frozenset(node.text for node in nodes if isinstance(node, Word) and STAR not in node.text)
    return OneOf(words, tuple(node for node in nodes if not isinstance(node, Word) or STAR in node.text))


def words_of(node: Node) -> Iterator[str]:
    """All words that are written in it."""
    match node:
        case Word(text):
            yield text
        case All(nodes):
            for each in nodes:
                yield from words_of(each)
        case OneOf(words, nodes):
            yield from words
            for each in nodes:
                yield from words_of(each)


def beginnings(node: Node) -> tuple[set[str], bool]:
    """The words and slots that it may begin with, and whether it may be nothing at all."""
    match node:
        case Word(text):
            return {text}, False
        case Slot(kind):
            return {kind}, False
        case OneOf(words, nodes):
            each = [beginnings(one) for one in nodes]
            return set(words).union(*(found for found, _ in each)), any(empty for _, empty in each)
        case All(nodes):
            begin: set[str] = set()
            for one in nodes:
                found, empty = beginnings(one)
                begin |= found
                if not empty:
                    return begin, False
            return begin, True
