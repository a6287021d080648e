"""All that somebody types in one line where only who has the problem is asked: who, a telephone, the problem."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.language import meaning, phones
from bot.language.meaning import ALL, Asked, Meaning
from bot.language.one_line import naming

LONGEST_NAME = 60  # characters; what is longer tells something
TELEPHONE = 10  # digits, with its area code
AROUND = " ,;:.-–—\n\t"
SHORTEST_TOLD = 3  # words, from which on what is like a problem is one
CLIENT = "client"  # whoever fills in the form, the words are a client's
_PAUSE = re.compile(r"[,;\n]|[.:]\s|\s-+\s")


@dataclass(frozen=True)
class Line:
    """Each to the letter, "" where it is not there; together they are all that was typed, but for what joins them."""

    person: str = ""
    phone: str = ""
    problem: str = ""


def read(text: str, region: str, area_code: str, languages: Sequence[str] = ALL) -> Line:
    """What of a text says who has the problem, where to call, and what fails. In doubt it is the problem: who has it
    can be asked again, while words that pass for a name are lost on a card."""
    if len(text) > phones.LONGEST:
        return Line(problem=text)
    before, phone, after = _around_phone(text, region, area_code, languages)
    rest = ", ".join(filter(None, (before, after)))
    person, problem = _person_and_problem(rest, languages)
    return Line(person, phone, problem)


def name_first(text: str, languages: Sequence[str] = ALL) -> str:
    """The name that a text begins with, somebody's or a company's: «‹Norte SA› y no me anda la impresora»."""
    clause = _PAUSE.split(text, maxsplit=1)[0]
    at = naming.tells_from(clause, languages)
    return clause.strip(" ") if at is None else naming.without_joint(clause[:at], languages)


def _around_phone(text: str, region: str, area_code: str, languages: Sequence[str]) -> tuple[str, str, str]:
    """The words that give a number, and what stands before and behind them. A number within what tells of something
    that fails is part of that, unless a word says that it is a telephone's."""
    found = phones.find(text, region, area_code)
    if found is None:
        return text, "", ""
    start, end = found
    clause = max((pause.end() for pause in _PAUSE.finditer(text, 0, start)), default=0)
    lead, named = naming.leads_to_phone(text[clause:start], languages)
    opens = not text[clause : clause + lead].strip()
    told = naming.tells_from(text[:start], languages) is not None
    if not (named or opens) and (told or _is_short(text[start:end])):
        return text, "", ""
    start, end = clause + lead, _behind(text, end, languages) if opens else end
    return text[:start].strip(AROUND), text[start:end].strip(AROUND), text[end:].strip(AROUND)


def _is_short(number: str) -> bool:
    """So many digits side by side may be anything."""
    return number.isdecimal() and len(number) < TELEPHONE


def _behind(text: str, end: int, languages: Sequence[str]) -> int:
    """«11 4444-5555 ‹después de las 14›, …»: what is said with the number belongs to it, unless that tells the
    problem."""
    pause = _PAUSE.search(text, end)
    until = pause.start() if pause else len(text)
    return until if naming.tells_from(text[end:until], languages) is None else end


def _person_and_problem(text: str, languages: Sequence[str]) -> tuple[str, str]:
    at = naming.tells_from(text, languages)
    if at is None:
        return ("", text) if _tells(text, languages) else (text, "")
    person, problem = naming.without_joint(text[:at].strip(AROUND), languages), text[at:].strip(AROUND)
    if is_somebody(person, languages):
        return (person, problem) if len(problem.split()) > 1 else (text, "")  # «Rosa Rota»
    return (text, "") if is_somebody(text, languages) else ("", text)


def _tells(text: str, languages: Sequence[str]) -> bool:
    """Whether it is plainly no name though no phrase says what fails."""
    if len(text) > LONGEST_NAME:
        return True
    long = [clause for clause in _PAUSE.split(text) if len(clause.split()) > SHORTEST_TOLD]
    read = [meaning.read(clause, languages=languages, role=CLIENT).meaning for clause in long]
    fails = Meaning.PROBLEM in read or naming.is_about_a_thing(text, languages)
    return fails and not is_somebody(text, languages)


def is_somebody(text: str, languages: Sequence[str]) -> bool:
    """«pedro», «es para la señora Paz», «yo», «no le anda a pedro»: who has the problem, and nothing of what it is."""
    if not 0 < len(text) <= LONGEST_NAME:
        return False
    said = meaning.read(text, languages=languages, role=CLIENT, asked=Asked.PERSON)
    named = said.value or text
    is_name = naming.names_somebody(named, languages) and naming.tells_from(named, languages) is None
    return said.meaning is Meaning.ME or is_name
