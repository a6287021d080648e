"""What people mean: one place that reads a text, asked by questions, routing and commands alike.

A text is covered with the phrases of the lists (`texts/meaning/`), and what the question that is open makes of them is
its meaning. Nothing is guessed that is not written there: the lists are the whole knowledge, and what they leave over
is the reading's `rest`.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from bot.language.meaning import judge, labels, opinion, orders, questions, slips
from bot.language.meaning.cover import cover
from bot.language.meaning.lists import lexicon, tokens
from bot.language.meaning.lists.lexicon import TEXTS_REMEMBERED, Lexicon
from bot.language.meaning.orders import telling
from bot.language.meaning.questions import FREE_TEXT as FREE_TEXT
from bot.language.meaning.questions import WISHES as WISHES
from bot.language.meaning.reading import AWAY as AWAY
from bot.language.meaning.reading import DONE as DONE
from bot.language.meaning.reading import DOUBTFUL as DOUBTFUL
from bot.language.meaning.reading import HANDS_OVER as HANDS_OVER
from bot.language.meaning.reading import ONESELF as ONESELF
from bot.language.meaning.reading import RUNS_ON as RUNS_ON
from bot.language.meaning.reading import STATE as STATE
from bot.language.meaning.reading import VISIT as VISIT
from bot.language.meaning.reading import WAITS as WAITS
from bot.language.meaning.reading import Asked as Asked
from bot.language.meaning.reading import Meaning as Meaning
from bot.language.meaning.reading import Reading as Reading
from bot.language.meaning.reading import Sure as Sure
from bot.language.meaning.slips import nearest as nearest
from bot.language.texts import ALL as ALL

CLIENT, LEAD = "client", "lead"
PLAIN = (Meaning.NOTHING, Meaning.PROBLEM)
MOST_CLAUSES = 24


def read(
    text: str,
    *,
    languages: Sequence[str] = ALL,
    role: str,
    asked: Asked = Asked.NOTHING,
    labels: Sequence[str] = (),
) -> Reading:
    """What a text means to a person of this role, when this is asked and these labels are on the screen."""
    known = lexicon.of(languages)
    words: Sequence[tokens.Word] = known.split(text)
    if not words:
        return Reading(Meaning.THANKS)
    typed = _label(known, text, words, asked, labels)
    if typed is None:
        return _read(known, text, role, asked)
    if typed.certain:
        return typed
    reading = _of_words(known, text, words, role, asked)
    return reading if reading.certain else typed


@lru_cache(maxsize=TEXTS_REMEMBERED)
def _read(known: Lexicon, text: str, role: str, asked: Asked) -> Reading:
    """Without the labels. The last few are remembered, since most messages are read once with them and once without."""
    words: Sequence[tokens.Word] = known.split(text)
    reading = _of_words(known, text, words, role, asked)
    if _may_be_slips(reading, asked) and (corrected := slips.corrected(known, words)):
        words = corrected
        again = _of_words(known, text, words, role, asked)
        reading = reading if again.meaning in PLAIN else again
    if reading.meaning is Meaning.YES and _begins_with_a_denial(known, reading.rest):
        return Reading(Meaning.NOTHING, rest=text.strip(), said=text.strip())  # «no sirve así»
    if reading.meaning in PLAIN and not reading.certain and asked in questions.OPINED:
        return opinion.asked(known, text, words, role != CLIENT, asked, reading)
    return reading


def _begins_with_a_denial(known: Lexicon, rest: str) -> bool:
    words = known.split(rest)
    return bool(words) and words[0].folded in known.negations


def _may_be_slips(reading: Reading, asked: Asked) -> bool:
    """Where nothing was read, or a name too many: «asginale el 121 a ana»."""
    if reading.meaning in PLAIN:
        return asked not in questions.FREE_TEXT and not reading.certain
    return reading.meaning in orders.RANKED and len(reading.names) > 1


def core(text: str) -> str:
    """What is left of a choice without the little words around it: «en el 121, por favor» → "121"."""
    known = lexicon.of(ALL)
    words = [word.folded for word in known.split(text)]
    return " ".join(word for word in words if word not in known.little and word not in known.around)


def asks(text: str) -> bool:
    """Whether a text begins with a word that asks: «quién tiene el 12»; «a la 12» does not."""
    known = lexicon.of(ALL)
    asking = known.question_words - known.prepositions - known.opening
    return any(word.folded in asking for word in known.split(text)[:1])


def points_at(text: str) -> bool:
    """Whether a text begins as who points at one of several: «el del mail»."""
    return labels.points(lexicon.of(ALL).split(text), lexicon.of(ALL))


def is_done(text: str) -> bool:
    """Whether a text begins as who tells what is done: «ya le abrí»; «abrile» does not."""
    known = lexicon.of(ALL)
    return any(word.folded in known.pronouns for word in known.split(text)[:1])


def begins_with_a_denial(text: str) -> bool:
    """«no cierres el 12»; «no, cerralo» does not."""
    known = lexicon.of(ALL)
    words = known.split(text)[:2]
    return len(words) > 1 and words[0].folded in known.negations and not words[1].apart


def denies(text: str, languages: Sequence[str] = ALL) -> bool:
    """Whether a word of it denies something: «no voy»; «voy» does not."""
    known = lexicon.of(languages)
    return any(word.folded in known.negations for word in known.split(text))


def clauses(text: str, languages: Sequence[str] = ALL, *, at_tickets: bool = False) -> list[str]:
    """A text, cut before each pause and each connecting word: «el 12 a ana », «y el 13 a beto». `at_tickets`: also
    where one is named after something was said of another («el 12 a ana », «el 13 en baja»). What stands behind the
    first MOST_CLAUSES is left to the last of them: each is read by itself, and a turn must not take long."""
    known = lexicon.of(languages)
    words = known.split(text)
    cuts = {word.start for word in words[1:] if word.apart or word.folded in known.connecting}
    if at_tickets:
        cuts |= {words[at].start for at in telling.where_another_begins(known, text)}
    return [text[start:end] for start, end in pairwise([0, *sorted(cuts)[: MOST_CLAUSES - 1], len(text)])]


def names_a_ticket(text: str, languages: Sequence[str] = ALL, *, first: bool = False) -> bool:
    """Whether a ticket is named in it («sacale el 12»), or `first` of all («y el 12 también»); «12 metros» is none."""
    return telling.names_a_ticket(lexicon.of(languages), text, first)


def is_only_tickets(text: str, languages: Sequence[str] = ALL, *, wanted: bool = False) -> bool:
    """Whether it has no more than tickets and little words: «el 12 y»; `wanted`: or words before the first of them that
    deny nothing and set no condition: «asigná el 12, »."""
    known = lexicon.of(languages)
    words = known.split(text)
    first = next((at for at, word in enumerate(words) if word.folded.isdecimal()), 0) if wanted else 0
    little = (known.little | known.connecting) - known.negations
    doubtful = known.negations | known.doubtful
    return all(word.folded not in doubtful for word in words[:first]) and all(
        word.folded.isdecimal() or word.folded in little for word in words[first:]
    )


def without_connecting(text: str, languages: Sequence[str] = ALL) -> str:
    """A clause without the word that leads to it: «y el 13 también» → «el 13 también»."""
    known = lexicon.of(languages)
    first = next((word for word in known.split(text) if word.folded not in known.connecting), None)
    return text[first.start if first else 0 :].strip(" ,;")


def without_opening(text: str, languages: Sequence[str] = ALL) -> str:
    """«que no le anda el mail» → «no le anda el mail»."""
    return telling.without_opening(lexicon.of(languages), text)


def leading_tickets(text: str, languages: Sequence[str] = ALL) -> tuple[tuple[int, ...], str]:
    """The tickets that a text begins with, and what follows them: «12 y 13: corte de luz»."""
    return telling.leading_tickets(lexicon.of(languages), text)


def runs_on(text: str) -> bool:
    """Whether of several tickets that a text begins with the last may begin what it says: «1 y 2 mañana lo veo»."""
    return telling.runs_on(lexicon.of(ALL), text)


def names_a_number(text: str, languages: Sequence[str] = ALL) -> bool:
    """Whether a number is said, in words or figures, be it with a slip of the fingers: a mark cannot do without."""
    known = lexicon.of(languages)
    words = known.split(text)
    return any(word.folded in known.numbers for word in slips.corrected(known, words) or words)


def warm_up() -> None:
    """Reads the lists before the first person waits for it, in a quarter of a second. The examples of a question are
    counted when it is first in doubt, in a twentieth."""
    read("hola, no anda la impresora", role=LEAD)


def _of_words(known: Lexicon, text: str, words: Sequence[tokens.Word], role: str, asked: Asked) -> Reading:
    ranks = questions.ranks(asked, staff=role != CLIENT)
    return judge.judge(known, text, words, cover(known, words, asked, ranks), asked, ranks)


def _label(
    known: Lexicon, text: str, words: Sequence[tokens.Word], asked: Asked, on_screen: Sequence[str]
) -> Reading | None:
    return (
        labels.typed(known, text, words, on_screen, strict=asked in questions.FREE_TEXT)
        if on_screen
        else None
    )
