"""Telephone numbers: what people type, how it is kept, matched and shown.

"Possible" is enough: the metadata of "valid" numbers is always a little older than the newest ones. Argentina writes a
mobile as 15 without area code, with 15 after it, or with 9 before it abroad; both +54 9 11 … and +54 11 … are numbers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult

from bot.language import words

LONGEST = 500
SHORTEST = 8  # digits of a number that nobody announced
SHORTEST_PART = 4  # digits that somebody is found by
_DIALLED = re.compile(r"^0*(?:15(?=\d{4}))?")
_ADDRESS = re.compile(r"\S*@\S*")
_RUN = re.compile(r"(?<![^\W\d_])[+(]{0,2}\d[\d\s().\-/\u2010-\u2015]*")
_TWINS = (
    (re.compile(r"\+549(\d{10})"), r"+54\1"),
    (re.compile(r"\+54([1-8]\d{9})"), r"+549\1"),
    (re.compile(r"\+521(\d{10})"), r"+52\1"),
    (re.compile(r"\+52([2-9]\d{9})"), r"+521\1"),
    (re.compile(r"\+55(\d{2})9(\d{8})"), r"+55\1\2"),
    (re.compile(r"\+55(\d{2})([6-9]\d{7})"), r"+55\g<1>9\2"),
)


@dataclass(frozen=True)
class Phone:
    """A number by its international spelling (E.164), beside what its owner wrote."""

    e164: str
    as_typed: str


def read(text: str, region: str, area_code: str) -> Phone | None:
    """The first possible number in what a person typed; extensions and second numbers stay in `as_typed`.

    `area_code` is taken for a number without one. None where no number is in it, or far more than numbers.
    """
    if len(text) > LONGEST:
        return None
    for piece in _pieces(_ADDRESS.sub(" ", words.ordinary(text))):
        for spelling in _spellings(piece, region, area_code):
            number = _possible(spelling, region)
            if number is not None:
                return Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164), text.strip())
    return None


def find(text: str, region: str, area_code: str) -> tuple[int, int] | None:
    """Where the first number stands in a text that may tell other things too; a short one is of something else."""
    for run in _RUN.finditer(text[:LONGEST]):
        number = run[0].rstrip(" -.(/\n\t")
        if sum(map(str.isdigit, number)) >= SHORTEST and read(number, region, area_code):
            return run.start(), run.start() + len(number)
    return None


def part_of_one(text: str) -> str:
    """The digits of a part of a number, without what is dialled before it; "" for words, or for too few."""
    digits = "" if any(map(str.isalpha, text)) else "".join(filter(str.isdigit, words.ordinary(text)))
    part = _DIALLED.sub("", digits)
    return part if len(part) >= SHORTEST_PART else ""


def _pieces(text: str) -> Iterator[str]:
    """What may be one number, likeliest first: "4444-5555/6666-7777" is two, "351/4567890" is one."""
    for run in _RUN.findall(text):
        yield from (shorter for part in run.split("/") for shorter in _prefixes(part))
        yield run.replace("/", " ")


def _prefixes(run: str) -> Iterator[str]:
    """The whole, then without its last groups: two numbers may stand side by side."""
    groups = run.split()
    for count in range(len(groups), 0, -1):
        yield " ".join(groups[:count])


def _spellings(piece: str, region: str, area_code: str) -> Iterator[str]:
    """How to read a piece: as a local mobile ("15 2345-6789"), as it stands, as a local number ("4444-5555")."""
    digits = phonenumbers.normalize_digits_only(piece)
    local = "+" not in piece and not digits.startswith("0")
    if local and region == "AR" and digits.startswith("15") and len(area_code) + len(digits) == 12:
        yield f"+549{area_code}{digits[2:]}"
    yield piece
    if local and area_code:
        yield area_code + digits


def _possible(piece: str, region: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(piece, region)
    except phonenumbers.NumberParseException:
        return None
    whole = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    return number if whole else None


def candidates(e164: str) -> tuple[str, ...]:
    """The spellings of a number, itself first: Argentina's 9, Mexico's 1 and Brazil's ninth digit come and go."""
    twins = (spelling.sub(twin, e164) for spelling, twin in _TWINS if spelling.fullmatch(e164))
    return (e164, *twins)


def show(e164: str, region: str) -> str:
    """As people write it: «11 2345-6789» at home, «+598 99 123 456» for another country's."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    if number.country_code != phonenumbers.country_code_for_region(region):
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    if number.country_code == 54:
        return _argentine(e164)
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)


def _argentine(e164: str) -> str:
    """Neither the 0 of the area code nor the 15: how a number is read out, and what every telephone here takes."""
    number = phonenumbers.parse(re.sub(r"^\+549(?=\d{10}$)", "+54", e164))
    return re.sub(r"^0(?=[1-5])", "", phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))
