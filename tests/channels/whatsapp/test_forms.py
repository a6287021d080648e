"""What Twilio posts, in our words: each captured kind of form, and what every state of a message means."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.channel import Misconfigured, TryLater, Undeliverable
from bot.channels.messages import Inbound
from bot.channels.whatsapp import forms

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FORMS = Path(__file__).parent
MARTA = "whatsapp:+5491150001111"


def heard(name: str) -> Inbound:
    return forms.read_message(json.loads((FORMS / f"{name}.json").read_text("utf-8")), NOW)


SAID: dict[str, dict[str, Any]] = {
    "text": {"text": "no imprime, ¿qué hago? 🖨️", "other_address": "whatsapp:AR.1002003004"},
    "text_old_form": {"text": "hola"},
    "text_forwarded": {"text": "mirá", "forwarded": True},
    "text_unknown_fields": {"text": "hola"},
    "photo": {},
    "photo_caption": {"text": "la pantalla"},
    "two_files_without_types": {},
    "document": {},
    "voice": {},
    "video": {"text": "así hace"},
    "contact_card": {},
    "sticker": {"unreadable": "sticker"},
    "location": {"text": "https://maps.google.com/?q=-34.6401,-58.5202"},
    "location_named": {
        "text": "La Cabaña\nRivadavia 11000, Liniers\nhttps://maps.google.com/?q=-34.6401,-58.5202",
    },
    "button": {"kind": "press", "text": "Confirmar", "press": "open_ticket.review.1:confirm"},
    "button_without_payload": {"text": "Sirvió"},
    "list_choice": {"kind": "press", "text": "Ticket 121", "press": "view 121"},
    "reply": {"text": "ya lo hice", "quoted": f"SM{98:032d}"},
    "empty": {"unreadable": "message"},
    "unsupported": {"unreadable": "order"},
    "without_number": {"text": "hola", "address": "whatsapp:AR.1002003004"},
    "other_id_unusable": {"text": "hola"},
    "without_prefix": {"text": "hola"},
}
FILES = {
    "photo": [("photo", "image.jpg", "image/jpeg")],
    "photo_caption": [("photo", "image.jpg", "image/jpeg")],
    "two_files_without_types": [("document", "application.bin", "application/octet-stream")] * 2,
    "document": [("document", "remito 12.pdf", "application/pdf")],
    "voice": [("voice", "audio.oga", "audio/ogg")],
    "video": [("video", "video.mp4", "video/mp4")],
    "contact_card": [("document", "text.vcf", "text/vcard")],
}


def test_every_captured_form_is_told_of() -> None:
    assert {file.stem for file in FORMS.glob("*.json")} == set(SAID)


@pytest.mark.parametrize("name", SAID)
def test_a_form_is_read_in_our_words(name: str) -> None:
    said = heard(name)
    silent = {"kind": "message", "text": "", "press": "", "quoted": "", "unreadable": "", "forwarded": False}
    expected = {**silent, "address": MARTA, "other_address": "", **SAID[name]}
    assert {field: getattr(said, field) for field in expected} == expected


@pytest.mark.parametrize("name", SAID)
def test_the_files_of_a_form_are_read(name: str) -> None:
    brought = [(file.kind, file.name, file.content_type) for file in heard(name).files]
    assert [(kind, file.partition(".")[0], type_) for kind, file, type_ in brought] == [
        (kind, file.partition(".")[0], type_) for kind, file, type_ in FILES.get(name, [])
    ]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("remito 12.pdf", "remito 12.pdf"),
        ("plano final.dwg", "plano final.dwg"),
        ("3c9a-firmado.PDF", "3c9a-firmado.PDF"),
        ("core.dump01", "core.dump01"),
        ("Les mando el remito firmado", ""),
        ("Mirá la línea final. Gracias", ""),
        ("no anda desde la versión 2.1", ""),
        ("urgente", ""),
        ("va el remito\ncontrato.pdf", ""),
        ("No imprime.Ayuda por favor.Gracias", ""),
        ("", ""),
    ],
)
def test_a_sentence_beneath_a_document_is_words_and_not_its_name(body: str, name: str) -> None:
    form = json.loads((FORMS / "document.json").read_text("utf-8")) | {"Body": body}
    said = forms.read_message(form, NOW)
    [file] = said.files
    assert (said.text, file.name) == ("" if name else body, name or "application.pdf")


def test_a_press_is_told_apart_by_the_message_that_carries_the_button() -> None:
    assert heard("button").message_id == f"MM{99:032d}"
    assert heard("reply").message_id == heard("reply").key


def test_the_sender_is_introduced_on_one_line() -> None:
    assert heard("text").sender.name == "Marta Gómez"
    assert heard("text").sender.phone == "+5491150001111"
    assert heard("without_number").sender.phone == ""


@pytest.mark.parametrize("sender", ["", "whatsapp:", "whatsapp:hola", "+", "whatsapp:+0123456"])
def test_without_a_sender_that_can_be_answered_there_is_no_message(sender: str) -> None:
    with pytest.raises(forms.Unknown):
        forms.read_message({"MessageSid": "SM1", "From": sender, "Body": "hola"}, NOW)


@pytest.mark.parametrize(
    ("status", "means"),
    [
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("read", "read"),
        ("failed", "failed"),
        ("undelivered", "failed"),
        ("READ", "read"),
    ],
)
def test_the_states_of_a_message_are_read(status: str, means: str) -> None:
    told = forms.read_receipt({"MessageSid": "SM1", "MessageStatus": status}, 7)
    assert told is not None and (told.status, told.outbox_id) == (means, 7)


@pytest.mark.parametrize("fields", [{}, {"MessageSid": "SM1"}, {"MessageSid": "SM1", "MessageStatus": "huh"}])
def test_an_unknown_state_is_no_receipt(fields: dict[str, str]) -> None:
    assert forms.read_receipt(fields, None) is None


@pytest.mark.parametrize(
    ("code", "kind", "reason"),
    [
        ("63016", Undeliverable, "window"),
        ("21610", Undeliverable, "blocked"),
        ("63024", Undeliverable, "no_such_number"),
        ("63019", Undeliverable, "media_refused"),
        ("63013", Undeliverable, "refused"),
        ("21617", Undeliverable, "refused"),
        ("12300", Undeliverable, "media_refused"),
        ("99999", TryLater, None),
        ("63999", TryLater, None),
        ("", TryLater, None),
        ("63018", TryLater, None),
        ("20003", Misconfigured, None),
        ("63007", Misconfigured, None),
        ("63101", Misconfigured, None),
        ("63112", Misconfigured, None),
        ("30002", Misconfigured, None),
    ],
)
def test_the_code_of_a_failure_tells_why(code: str, kind: type[Exception], reason: str | None) -> None:
    told = forms.read_receipt({"MessageSid": "SM1", "MessageStatus": "failed", "ErrorCode": code}, None)
    assert told is not None and isinstance(told.failure, kind)
    assert getattr(told.failure, "reason", None) == reason
