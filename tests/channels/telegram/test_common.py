"""What is common is read without the library: it must be heard exactly as the library's reading is."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from bot.channels.messages import Inbound, Unreadable
from bot.channels.telegram.reading.common import is_common
from bot.channels.telegram.reading.updates import hear, meaning, parsed, understand
from tests.channels.telegram.test_updates import NOW, PAYLOADS, payload
from tests.hostile import seeds

NAMES = sorted(path.stem for path in PAYLOADS.glob("*.json"))
COMMON = {
    "album_first", "album_second", "audio", "blocked", "caption_link", "command", "command_to_another_bot",
    "command_to_us", "contact_of_another", "contact_own", "contact_own_forwarded", "contact_own_in_reply",
    "contact_vcard", "contact_without_user", "document", "document_nameless", "document_typeless",
    "edited_caption", "edited_text", "forwarded", "photo", "photo_sizes_unordered", "press",
    "press_inaccessible", "reply", "reply_to_other_chat", "text", "text_first_name_only", "text_link",
    "text_link_whole", "unblocked", "video", "voice",
}  # fmt: skip

ODD: tuple[Any, ...] = (None, [], {}, True, "\0", -(10**30))

thoroughly = settings(max_examples=300, deadline=None, database=None)


def by_the_library(update: dict[str, Any]) -> list[Inbound]:
    return meaning(str(update["update_id"]), update, parsed(update), "MesaBot", NOW)


def test_what_is_common_is_what_people_send_every_day() -> None:
    assert {name for name in NAMES if is_common(json.loads(payload(name)))} == COMMON


@pytest.mark.parametrize("name", NAMES)
def test_both_ways_hear_the_same(name: str) -> None:
    update = json.loads(payload(name))
    assert hear(update, "MesaBot", NOW) == by_the_library(update)


@thoroughly
@given(seeds.oddities())
def test_both_ways_hear_the_same_odd_words(update: dict[str, Any]) -> None:
    assert hear(update, "MesaBot", NOW) == by_the_library(update)


@thoroughly
@given(seeds.malformed())
def test_what_the_tables_let_through_the_library_reads_alike(update: dict[str, Any]) -> None:
    if is_common(update) and type(update.get("update_id")) is int:
        assert hear(update, "MesaBot", NOW) == by_the_library(update)


@thoroughly
@given(seeds.malformed())
def test_whatever_its_shape_it_is_heard_in_our_types_or_set_aside(update: dict[str, Any]) -> None:
    for heard in understand(json.dumps(update).encode(), "MesaBot", NOW):
        if isinstance(heard, Inbound):
            assert all(type(text) is str for text in _texts(heard))
            assert Inbound.from_json(json.loads(json.dumps(heard.to_json()))) == heard
        else:
            assert isinstance(heard, Unreadable)


def _texts(heard: Inbound) -> list[Any]:
    words = [heard.address, heard.text, heard.press, heard.message_id, heard.quoted, heard.album]
    files = [part for file in heard.files for part in (file.ref, file.name, file.content_type, file.unique)]
    return [*words, *files, heard.acknowledge, heard.sender.name, heard.sender.username]


@pytest.mark.parametrize(
    "name", ["reply", "photo", "document", "contact_own", "edited_text", "press", "blocked"]
)
def test_every_field_of_another_type_is_left_to_the_library_or_makes_no_difference(name: str) -> None:
    for place in seeds.places(json.loads(payload(name))):
        for odd in ODD:
            update = json.loads(payload(name))
            seeds.changed(update, place, odd)
            if place != ("update_id",) and is_common(update):
                assert hear(update, "MesaBot", NOW) == by_the_library(update), place


@pytest.mark.parametrize("more", [{"field_of_tomorrow": 1}, {"sticker": {}}, {"sender_chat": {}}])
def test_a_field_that_the_tables_do_not_know_is_left_to_the_library(more: dict[str, Any]) -> None:
    update = json.loads(payload("text"))
    assert is_common(update)
    update["message"] |= more
    assert not is_common(update)
