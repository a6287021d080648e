"""What we say: every language holds every text, in the house's tone, and what people wrote passes through untouched."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.language import meaning, texts, words
from bot.language.meaning import Asked
from bot.language.texts import CANON, Texts
from bot.replies.acts import ACTS
from bot.settings import parsers

TEXTS = texts.load(ZoneInfo("America/Argentina/Buenos_Aires"))
LANGUAGES = sorted(TEXTS.languages)
TYPED = [command.name for command in ACTS.values() if command.typed]
WHATSAPP_KEEPS = {"cancel", "end", "quit", "stop"}
"""Words that WhatsApp's provider takes for itself where they are the whole message."""
NEVER_MEET = {
    frozenset({"open_ticket_client", "role_client"}),
    frozenset({"assign", "hand_out"}),
    frozenset({"change", "edit_person"}),
    frozenset({"field_name", "person"}),
    frozenset({"field_phone", "open_ticket_phone"}),
    frozenset({"field_language", "language"}),
    frozenset({"reject", "keep"}),
}
"""Labels that say the same, and that no question offers together."""
WAYS_OUT = ("cancel", "back", "skip", "done")
PLURAL = {"one", "other"}
NOT_OURS = re.compile(
    r"\b(tú|ti|contigo|tienes|puedes|quieres|sabes|necesitas|eres|elige|dime|cuéntame|envíame|mándame|usted|su ticket|"
    r"ingres[ae]|seleccion[ae]|elija|escriba|describa|envíe|presione|indique|desea|disculpe|"
    r"exitosa(mente)?|exitoso|inconvenientes?|inválid[oa]s?)\b",
    re.IGNORECASE,
)

each_language = pytest.mark.parametrize("language", LANGUAGES)


def flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Every text of a table by its dotted key; a plural's forms are texts."""
    for name, found in table.items():
        if isinstance(found, Mapping):
            yield from flat(found, f"{above}{name}.")
        else:
            yield f"{above}{name}", found


def tables(table: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield table
    for found in table.values():
        if isinstance(found, Mapping):
            yield from tables(found)


def keys(language: str) -> list[str]:
    return [key for key, _ in flat(TEXTS.languages[language])]


def spoken(language: str) -> dict[str, str]:
    """What we say; not the word lists, which are what people say."""
    return {key: text for key, text in flat(TEXTS.languages[language]) if isinstance(text, str)}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def labels(language: str) -> dict[str, str]:
    return {name: words.fold(label) for name, label in TEXTS.find(language, "labels").items()}


@each_language
def test_every_language_has_the_canons_keys_in_its_order(language: str) -> None:
    assert keys(language) == keys(CANON)


@each_language
def test_every_language_fills_the_same_places(language: str) -> None:
    canon, ours = spoken(CANON), spoken(language)
    assert {key: placeholders(text) for key, text in ours.items()} == {
        key: placeholders(text) for key, text in canon.items()
    }


@each_language
def test_nothing_is_left_empty(language: str) -> None:
    assert all(found for _, found in flat(TEXTS.languages[language]))


@each_language
def test_a_plural_has_one_and_other(language: str) -> None:
    assert all(set(table) == PLURAL for table in tables(TEXTS.languages[language]) if "one" in table)


def test_the_canon_speaks_as_vos() -> None:
    said = {key: NOT_OURS.findall(text) for key, text in spoken(CANON).items()}
    assert not {key: found for key, found in said.items() if found}


def test_the_canon_says_please_sparingly() -> None:
    assert sum("por favor" in text.casefold() for text in spoken(CANON).values()) <= 2


@each_language
def test_no_label_is_a_word_that_whatsapp_keeps(language: str) -> None:
    assert not WHATSAPP_KEEPS & set(labels(language).values())


def test_no_word_of_ours_is_one_that_whatsapp_keeps() -> None:
    assert not WHATSAPP_KEEPS & {word for name in TYPED for word in TEXTS.words(f"commands.{name}.words")}


@each_language
def test_labels_that_may_stand_together_differ(language: str) -> None:
    alike: dict[str, set[str]] = {}
    for name, label in labels(language).items():
        alike.setdefault(label, set()).add(name)
    assert not [names for names in alike.values() if len(names) > 1 and names not in NEVER_MEET]


@each_language
@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_way_out_that_is_typed_as_its_label_says_is_read_as_one(language: str, way: str) -> None:
    asked = (Asked.NOTHING, Asked.TEXT)
    assert way in [meaning.read(labels(language)[way], role="client", asked=each).meaning for each in asked]


def test_a_file_of_texts_is_all_that_makes_a_language() -> None:
    assert sorted(TEXTS.languages) == sorted(parsers.LANGUAGES) == sorted(texts.ALL)


def test_every_language_names_itself_apart() -> None:
    assert len({words.fold(TEXTS.say(language, "language_name")) for language in LANGUAGES}) == len(LANGUAGES)


@each_language
def test_command_words_are_what_every_messenger_takes(language: str) -> None:
    found = [word for command in TEXTS.find(language, "commands").values() for word in [*command["words"]]]
    assert [word for word in found if not re.fullmatch("[a-z0-9_]{1,32}", word)] == []
    assert len(found) == len(set(found))


def test_the_commands_in_the_texts_are_those_that_exist() -> None:
    assert list(TEXTS.find(CANON, "commands")) == TYPED


def test_a_word_or_label_means_one_command_in_all_languages_together() -> None:
    means: dict[str, set[str]] = {}
    for name in TYPED:
        typed = {*TEXTS.words(f"commands.{name}.words")}
        typed |= {labels(language)[name] for language in LANGUAGES if name in labels(language)}
        for phrase in typed:
            means.setdefault(phrase, set()).add(name)
    assert {phrase: names for phrase, names in means.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    ("language", "n", "said"),
    [
        ("es_AR", 1, "un archivo"),
        ("es_AR", 0, "0 archivos"),
        ("es_AR", 3, "3 archivos"),
        ("es_AR", 1_000_000, "1000000 archivos"),
        ("en", 1, "one file"),
        ("en", 0, "0 files"),
        ("en", 3, "3 files"),
        ("pt_BR", 0, "0 arquivos"),
        ("pt_BR", 3, "3 arquivos"),
    ],
)
def test_a_plural_follows_its_number(language: str, n: int, said: str) -> None:
    assert TEXTS.say(language, "files", n=n) == said


@pytest.mark.parametrize(
    ("elapsed", "hace", "ago"),
    [
        (timedelta(0), "hace 1 segundo", "1 second ago"),
        (timedelta(seconds=59), "hace 59 segundos", "59 seconds ago"),
        (timedelta(minutes=1), "hace 1 minuto", "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "hace 59 minutos", "59 minutes ago"),
        (timedelta(minutes=119), "hace 1 hora", "1 hour ago"),
        (timedelta(hours=3), "hace 3 horas", "3 hours ago"),
        (timedelta(hours=47), "hace 1 día", "1 day ago"),
        (timedelta(days=6, hours=23), "hace 6 días", "6 days ago"),
        (timedelta(days=13), "hace 1 semana", "1 week ago"),
        (timedelta(days=29), "hace 4 semanas", "4 weeks ago"),
        (timedelta(days=59), "hace 1 mes", "1 month ago"),
        (timedelta(days=364), "hace 12 meses", "12 months ago"),
        (timedelta(days=729), "hace 1 año", "1 year ago"),
    ],
)
def test_elapsed_time_is_the_largest_whole_unit_never_rounded_up(
    elapsed: timedelta, hace: str, ago: str
) -> None:
    assert (TEXTS.ago("es_AR", elapsed), TEXTS.ago("en", elapsed)) == (hace, ago)
    assert TEXTS.span("es_AR", elapsed) == hace.removeprefix("hace ")
    assert TEXTS.span("en", elapsed) == ago.removesuffix(" ago")


def test_times_are_shown_in_the_desks_zone() -> None:
    late = datetime(2026, 11, 24, 2, 5, tzinfo=UTC)
    assert (TEXTS.day(late), TEXTS.minute(late)) == ("23-11-2026", "23-11-2026 23:05")


def test_a_value_may_be_words_of_the_same_language() -> None:
    said = {
        language: TEXTS.voice(language)("list.waiting", elapsed=lambda voice: voice("files", n=2))
        for language in LANGUAGES
    }
    assert said["es_AR"] == "espera hace 2 archivos"
    assert said["en"] == "waiting for 2 files"


def test_lists_are_joined_as_the_language_does() -> None:
    numbers = ["121", "124", "130"]
    assert TEXTS.voice("es_AR").list(numbers) == "121, 124 y 130"
    assert TEXTS.voice("en").list(numbers) == "121, 124, and 130"


@pytest.mark.parametrize(
    "typed", ["{x}", "{", "}}", "{{n}}", "{number}", "{0}", "{text.__class__}", "%s %(x)s"]
)
def test_what_people_wrote_comes_out_to_the_letter(typed: str) -> None:
    assert TEXTS.say(CANON, "plain", text=typed) == typed
    assert TEXTS.voice("en")("relay.message", author=lambda _: typed, number=121, text=typed) == (
        f"{typed}, Ticket 121: {typed}"
    )


@pytest.mark.parametrize("language", [None, "", "fr"])
def test_a_language_that_we_do_not_speak_is_answered_in_the_canon(language: str | None) -> None:
    assert TEXTS.say(language, "files", n=1) == "un archivo"
    assert TEXTS.voice(language).language == CANON


def test_a_key_that_nobody_wrote_is_an_error() -> None:
    assert not TEXTS.has("labels.nothing_of_the_kind")
    with pytest.raises(KeyError):
        TEXTS.say(CANON, "labels.nothing_of_the_kind")


def test_word_lists_are_those_of_all_languages_together() -> None:
    small = Texts({"es_AR": {"news": {"see": ["ver"]}}, "en": {"news": {"see": ["see"]}}}, UTC)
    assert small.words("news.see") == {"ver", "see"}
