"""What a text means: labels on the screen, slips of the fingers, and what is left over to the letter."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language import meaning
from bot.language.meaning import FREE_TEXT, Asked, Meaning, Sure
from bot.language.meaning.lists import lexicon
from bot.language.meaning.lists.automaton import Phrases
from bot.language.meaning.lists.lexicon import Entry
from bot.language.meaning.lists.syntax import parse

SUMMARY = ("Confirmar", "Cambiar…", "Cancelar")
LEVELS = ("Baja", "Media", "Alta", "Crítica")


def read(
    text: str, asked: Asked = Asked.NOTHING, labels: tuple[str, ...] = (), role: str = "client"
) -> meaning.Reading:
    return meaning.read(text, role=role, asked=asked, labels=labels)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("confirmar", 0),
        ("¡Confirmar!", 0),
        ("confrimar", 0),
        ("cofnirmar", 0),
        ("confirmmar", 0),
        ("cambir", 1),
        ("1", 0),
        ("la 2", 1),
        ("la segunda", 1),
        ("3.", 2),
        ("opción 3", 2),
        ("confirmar por favor", 0),
    ],
)
def test_a_label_is_typed_with_a_slip_by_its_place_or_with_little_words(typed: str, place: int) -> None:
    reading = read(typed, Asked.SUMMARY, SUMMARY)
    assert (reading.meaning, reading.place, reading.certain) == (Meaning.LABEL, place, True)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("el del mail", 1),
        ("es el del mail", 1),
        ("la de la caja 2, por favor", 0),
        ("the one with the mail", 1),
        ("el de marta", None),
        ("el de la impresora", None),
        ("el del mail que no abre", None),
        ("no anda el mail", None),
    ],
)
def test_a_ticket_is_pointed_at_by_its_own_words(typed: str, place: int | None) -> None:
    """Where it says nothing more, and fits no other."""
    labels = ("Ticket 1 · Marta · No imprime la caja 2", "Ticket 2 · Marta · No anda el mail", "Cancelar")
    reading = read(typed, Asked.CHOICE, labels)
    assert (reading.place if reading.meaning is Meaning.LABEL else None) == place


def test_another_number_is_no_slip() -> None:
    """The label of a ticket that is not on the list any more is not that of its neighbour."""
    labels = ("Ticket 1 · Cli17 · cli17.2: no anda", "Ticket 34 · Cli14 · cli14.2: no anda")
    assert read("Ticket 3 · Cli17 · cli17.4: no anda", Asked.CHOICE, labels).meaning is not Meaning.LABEL
    assert read("Tiket 1 · Cli17 · cli17.2: no andaa", Asked.CHOICE, labels).place == 0


@pytest.mark.parametrize("typed", ["altta", "atla", "critca"])
def test_a_level_is_offered_and_not_taken(typed: str) -> None:
    reading = read(typed, Asked.CHOICE, LEVELS, role="lead")
    assert reading.meaning is not Meaning.LABEL or (not reading.certain and reading.level_typed == typed)


def test_a_label_that_deletes_is_a_doubt_with_a_slip() -> None:
    assert read("eliminar", Asked.YES_NO, ("Eliminar", "No")).certain
    assert read("elimniar", Asked.YES_NO, ("Eliminar", "No")).sure is Sure.LIKELY


@pytest.mark.parametrize("typed", ["no eliminar", "no quiero eliminar", "don't delete", "não excluir"])
def test_a_label_that_is_denied_is_not_chosen(typed: str) -> None:
    labels = ("Eliminar", "Delete", "Excluir", "No")
    place = read(typed, Asked.YES_NO, labels).place
    assert place is None or labels[place] == "No"


def test_no_language_passes_over_what_denies_in_another() -> None:
    """«no» is «in the» in Portuguese."""
    known = lexicon.of(meaning.ALL)
    assert known.around.isdisjoint(known.negations)


@pytest.mark.parametrize("text", ["caja17.10: mirá", "mirá la 3.10", "14:10 en punto"])
def test_a_number_within_a_number_is_no_answer_of_its_own(text: str) -> None:
    """«10» alone praises; «14.10» tells the time."""
    assert read(text, Asked.SOLVED).meaning is Meaning.NOTHING


@pytest.mark.parametrize("asked", sorted(FREE_TEXT))
def test_nothing_is_corrected_where_the_answer_is_free_text(asked: Asked) -> None:
    assert read("Cancelad", asked, ("Cancelar",)).meaning is Meaning.NOTHING
    assert read("Graciela Omitri", asked, ("Graciela", "Omitir")).meaning is Meaning.NOTHING


@pytest.mark.parametrize(
    ("text", "asked", "rest"),
    [
        ("no, y además no prende el mouse", Asked.IMAGE, "y además no prende el mouse"),
        ("sí, y avisen que hay que traer escalera", Asked.SUMMARY, "y avisen que hay que traer escalera"),
        ("Quiero hacer un reclamo: NO ANDA la caja 2!", Asked.NOTHING, "NO ANDA la caja 2!"),
        ("gracias, y otra cosa: el teléfono no tiene tono", Asked.NOTHING, "el teléfono no tiene tono"),
    ],
)
def test_what_is_left_over_is_kept_to_the_letter(text: str, asked: Asked, rest: str) -> None:
    assert read(text, asked).rest == rest


def test_what_is_too_long_to_be_looked_at_is_left_over_to_its_end() -> None:
    told = "no anda la caja. " + "Se apaga sola. " * 24
    for asks in ("Necesitamos que venga alguien", "quiero hacer un reclamo"):
        text = f"{told}{asks} porque hay cola. Preguntar por Graciela"
        assert read(text).rest == text


def test_what_leads_to_the_next_phrase_is_no_part_of_what_is_left_over() -> None:
    assert read("quiero abrir un ticket, no anda la caja 2 y necesito que venga alguien").rest == (
        "no anda la caja 2"
    )


@settings(deadline=None)
@given(st.text(max_size=300), st.sampled_from(Asked), st.sampled_from(["client", "technician", "lead"]))
def test_any_text_has_a_reading_and_what_it_keeps_is_of_the_text(text: str, asked: Asked, role: str) -> None:
    reading = read(text, asked, SUMMARY, role)
    assert all(kept in text for kept in (reading.rest, reading.said, reading.value, *reading.names))


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "no",
                "sí",
                "dale",
                "anda",
                "sigue",
                "igual",
                "y",
                "pero",
                "el",
                "121",
                "a",
                "ana",
                "quiero",
                "reclamo",
                "foto",
                ",",
                ".",
            ]
        )
    )
)
def test_words_of_the_lists_in_any_order_are_read(words: list[str]) -> None:
    for asked in Asked:
        read(" ".join(words), asked)


@pytest.mark.parametrize("phrase", ["uno (dos", "uno] dos", "(uno|dos", "[uno) dos"])
def test_a_phrase_that_is_not_well_written_is_said_so(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"not (well written|closed)"):
        parse(phrase, {})


def test_several_threads_read_what_one_would_have_read() -> None:
    """Who reads while another makes the states of the same phrases, or forgets them, reads no less."""
    texts = ["no anda la impresora", "quiero abrir un reclamo", "cómo va mi ticket", "ya anda, gracias"] * 5

    def found(phrases: Phrases[Entry]) -> list[list[list[tuple[int, int]]]]:
        split = [known.split(text) for text in texts]
        return [[phrases.found(words, at) for at in range(len(words))] for words in split]

    known = lexicon.of(meaning.ALL)
    expected = found(known.phrases)
    for _ in range(5):
        fresh = Phrases(known.phrases.phrases, known.phrases.little, remembered=20)
        with ThreadPoolExecutor(6) as readers:
            assert all(read == expected for read in readers.map(found, [fresh] * 6))


def test_lists_are_written_as_they_are_compared() -> None:
    """Lower case and no accents, or a phrase would never be found."""
    strange = [
        word for word in lexicon.of(meaning.ALL).phrases.vocabulary if re.search(r"[A-ZÁÉÍÓÚÜÑáéíóúüñ]", word)
    ]
    assert strange == []


@pytest.mark.parametrize("typed", ["hola, buenas tardes", "hola", "buen día, por favor", "holaaa 👋"])
def test_a_greeting_says_nothing_of_a_problem(typed: str) -> None:
    assert read(typed).is_greeting


@pytest.mark.parametrize(
    "typed",
    ["no", "10", "hola, no", "gracias, no anda", "no me anda la impresora", "¡urgente!", "otra vez", "ya"],
)
def test_what_may_belong_to_a_problem_is_no_greeting(typed: str) -> None:
    assert not read(typed).is_greeting


def test_a_text_of_very_many_clauses_is_cut_into_a_few() -> None:
    """Each is read by itself, in a turn for which others wait."""
    text = "cerrá el 12, " + "probé y anda, " * 500
    cut = meaning.clauses(text)
    assert len(cut) == meaning.MOST_CLAUSES
    assert "".join(cut) == text
