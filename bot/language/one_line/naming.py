"""Where in a text somebody begins to tell what fails, and whether words before it may name a person."""

from collections.abc import Sequence

from bot.language.meaning import questions
from bot.language.meaning.cover import Piece, cover
from bot.language.meaning.lists import lexicon as lexicons
from bot.language.meaning.lists.lexicon import How, Lexicon
from bot.language.meaning.lists.tokens import Word
from bot.language.meaning.reading import Asked, Meaning

FAILS = frozenset({Meaning.PROBLEM, Meaning.STILL_FAILS})
PHONE = "phone"
SENTENCE = 3  # words that are in no name, and there is no name
LONGEST_NAME = 4  # words, without what is told of where they are: «María de los Ángeles»


Languages = Sequence[str]


def _split(text: str, languages: Languages) -> tuple[Lexicon, Sequence[Word]]:
    lexicon = lexicons.of(languages)
    return lexicon, lexicon.split(text)


def tells_from(text: str, languages: Languages) -> int | None:
    """From which character on a text tells of something that fails, with the thing that does; None where it does not:
    «soy pedro ‹la impresora no imprime›»."""
    lexicon, words = _split(text, languages)
    pieces = cover(lexicon, words, Asked.NOTHING, questions.ranks(Asked.NOTHING, staff=False))
    found = next((piece.start for piece in pieces if _fails(lexicon, words, piece)), None)
    return None if found is None else words[_with_its_subject(lexicon, words, found)].start


def _fails(lexicon: Lexicon, words: Sequence[Word], piece: Piece) -> bool:
    """But «no sé» and the like, of which nothing is known but the «no», may be anything."""
    vague = piece.entry.how is How.MAYBE and words[piece.start].folded in lexicon.negations
    return piece.entry.meaning in FAILS and not vague


def _with_its_subject(lexicon: Lexicon, words: Sequence[Word], at: int) -> int:
    """From «se me» on, or from its article, unless that follows a preposition: in «pedro de la caja 2 no imprime» it
    is no subject."""
    while at and not words[at].apart and words[at - 1].folded in lexicon.pronouns - lexicon.articles:
        at -= 1
    for before in range(at - 1, -1, -1):
        if words[before + 1].apart:
            break
        belongs = before > 0 and not words[before].apart and words[before - 1].folded in lexicon.prepositions
        if words[before].folded in lexicon.articles - lexicon.prepositions and not belongs:
            return before
    return at


def leads_to_phone(text: str, languages: Languages) -> tuple[int, bool]:
    """From which character on a text only leads to the number behind it («marta ‹mi tel es›»), and whether it says
    that it is a telephone's."""
    lexicon, words = _split(text, languages)
    at, named = len(words), False
    while at and (words[at - 1].folded in lexicon.little or words[at - 1].folded in lexicon.fields):
        at -= 1
        named = named or lexicon.fields.get(words[at].folded) == PHONE
    return (words[at].start if at < len(words) else len(text)), named


def without_joint(text: str, languages: Languages) -> str:
    """A text without what joins it to what follows: «soy pedro ‹y›», «es para ana ‹que›»."""
    lexicon, words = _split(text, languages)
    joints = lexicon.connecting | lexicon.opening
    last = next((word for word in reversed(words) if word.folded not in joints), None)
    return text[: last.end] if last else ""


def names_somebody(text: str, languages: Languages) -> bool:
    """Whether it may be no more than a name, and where its bearer is found: «pedro», «Marta Gómez de la caja 2»."""
    lexicon, words = _split(text, languages)
    name = _without_where(lexicon, words)
    return 0 < len(name) <= LONGEST_NAME and not any(word.folded in lexicon.nobody for word in name)


def is_a_sentence(text: str, languages: Languages) -> bool:
    """Whether it is plainly no name: «ya te lo dije arriba», «para qué querés saber»."""
    lexicon, words = _split(text, languages)
    in_no_name = lexicon.nobody - lexicon.articles - lexicon.prepositions
    return sum(word.folded in in_no_name and word.folded.isalpha() for word in words) >= SENTENCE


def is_about_a_thing(text: str, languages: Languages) -> bool:
    """«la compu de recepción hace algo raro»: more than what somebody may be called by, beginning with a thing."""
    lexicon, words = _split(text, languages)
    first = next((word for word in words if word.folded not in lexicon.articles), None)
    return first is not None and first.folded in lexicon.things and len(words) > LONGEST_NAME


def _without_where(lexicon: Lexicon, words: Sequence[Word]) -> Sequence[Word]:
    """«Marta Gómez ‹, de ventas›», «pedro ‹el de la caja 2›»."""
    for at, word in enumerate(words):
        if at and (word.apart or word.folded in lexicon.prepositions or word.folded in lexicon.articles):
            return words[:at]
    return words
