"""Every kind of update that Telegram sends, as our words have it; each payload stands beside, in channels/telegram."""

import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.channel import Forged, Request
from bot.channels.messages import FileRef, Inbound, Sender, Unreadable
from bot.channels.telegram import Telegram
from bot.channels.telegram.reading.updates import understand
from bot.settings.sections import Telegram as Settings
from store.files.photos import Photos

PAYLOADS = Path(__file__).parent
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SAID_AT = datetime.fromtimestamp(1795000000, UTC)
MARTA = Sender(name="Marta Gómez", username="martag")
SECRET = "a-secret-of-the-hook"


def file(kind: str, ref: str, name: str, content_type: str, size: int | None = None) -> dict[str, Any]:
    return {"files": (FileRef(kind, ref, name, content_type, size, f"u{ref.rpartition('-')[2]}"),)}


def photo(number: int, size: int | None = 1000) -> dict[str, Any]:
    return file("photo", f"AgAC-{number}", "foto.jpg", "image/jpeg", size)


LINIERS = "https://maps.google.com/?q=-34.64,-58.52"
RICH = f"""Caja 2
No anda desde las 9:00 🖨️
Ver el manual (https://example.com/manual.pdf) y example.com
1. apagarla
  esperar
• ☑ otro cable
• ☐ otro enchufe
———
Contadores
caja | hojas
2 | 1800
Más
E-504
  línea 2
«no imprime»
Pedro
{LINIERS}
El local
La pantalla (Marta)
lo que venga"""
ALBUM = {"album": "13579246801357924"}
# What each says beyond being a message of Marta's, number 41.
SAYS: dict[str, dict[str, Any]] = {
    "text": {"text": "No anda la caja 2 <b>&amp; 👩‍🔧 \u202etset\u202c"},
    "text_first_name_only": {"text": "hola", "sender": Sender()},
    "command": {"text": "/nuevo"},
    "command_to_us": {"text": "/ticket 121"},
    "command_to_another_bot": {"text": "/nuevo@OtroBot"},
    "photo": {"text": "La pantalla", **photo(3, 180000)},
    "photo_sizes_unordered": photo(3, None),
    "album_first": {"text": "Todo esto", **ALBUM, **photo(4)},
    "album_second": {"message_id": "42", **ALBUM, **photo(5)},
    "live_photo": photo(6),
    "document": file("document", "BQAC-7", "remito año 2026.pdf", "application/pdf", 2048),
    "document_nameless": file("document", "BQAC-8", "archivo.bin", "application/octet-stream"),
    "document_typeless": file("document", "BQAC-9", "lista.csv", "text/csv", 10),
    "animation": file("video", "BQAC-10", "giro.mp4", "video/mp4", 5000),
    "video": {"text": "así hace", **file("video", "BQAC-11", "video.mp4", "video/mp4", 900000)},
    "video_note": file("video", "BQAC-12", "video.mp4", "video/mp4", 80000),
    "voice": file("voice", "BQAC-13", "audio.ogg", "audio/ogg", 9000),
    "audio": file("audio", "BQAC-14", "ruido.mp3", "audio/mpeg", 300000),
    "sticker": {"unreadable": "sticker"},
    "poll": {"unreadable": "poll"},
    "dice": {"unreadable": "dice"},
    "location": {"text": LINIERS},
    "venue": {"text": f"Depósito\nLiniers\n{LINIERS}"},
    "checklist": {"text": "Antes de llamar\n☑ reiniciar\n☐ mirar el cable"},
    "rich_message": {"text": RICH, **photo(21)},
    "text_link": {"text": "👩‍🔧 Mirá el manual acá\nacá: https://example.com/manual.pdf"},
    "text_link_whole": {"text": "manual\nhttps://example.com/m"},
    "caption_link": {"text": "es esta\nesta: https://example.com/p", **photo(3)},
    "contact_own": {
        "kind": "contact",
        "text": "Marta\n5491123456789",
        "card": "Marta",
        "number": "5491123456789",
    },
    "contact_own_in_reply": {
        "kind": "contact",
        "text": "Marta\n+5491123456789",
        "card": "Marta",
        "number": "+5491123456789",
        "quoted": "40",
    },
    "contact_of_another": {"text": "Pedro\n+5491187654321", "card": "Pedro"},
    "contact_without_user": {"text": "Marta\n+5491123456789", "card": "Marta"},
    "contact_own_forwarded": {"text": "Marta\n+5491123456789", "card": "Marta", "forwarded": True},
    "contact_own_via_bot": {"text": "Marta\n+5491123456789", "card": "Marta"},
    "contact_vcard": {
        "text": "Pedro Sosa\n+5491187654321\n4444-5555 int. 3\npedro@example.com",
        "card": "Pedro Sosa",
    },
    "game": {"unreadable": "game"},
    "story": {"unreadable": "story"},
    "paid_media": {"unreadable": "paid media", "text": "mirá"},
    "unknown_kind": {"unreadable": "message"},
    "forwarded": {"text": "/nuevo", "forwarded": True},
    "reply": {"text": "sí, ya probé", "quoted": "40"},
    "reply_to_other_chat": {"text": "esto"},
    "reply_to_topic_start": {"text": "esto"},
    "edited_text": {
        "kind": "edit",
        "text": "No anda la caja 3",
        "at": datetime.fromtimestamp(1795000060, UTC),
    },
    "edited_caption": {
        "kind": "edit",
        "text": "La otra pantalla",
        "at": datetime.fromtimestamp(1795000060, UTC),
        **photo(3, 180000),
    },
    "press": {
        "kind": "press",
        "press": "open_ticket.phone:skip",
        "message_id": "40",
        "acknowledge": "7717",
        "at": NOW,
    },
    "press_inaccessible": {
        "kind": "press",
        "press": "ticket:121",
        "message_id": "3",
        "acknowledge": "7718",
        "at": NOW,
    },
    "blocked": {"kind": "blocked", "message_id": ""},
    "unblocked": {"kind": "unblocked", "message_id": ""},
}
SAYS_NOTHING = {
    "added_to_group",
    "another_bot",
    "business",
    "channel_post",
    "edited_live_location",
    "group_anonymous_admin",
    "group_text",
    "inline_query",
    "pinned",
    "press_in_group",
    "press_inline",
    "press_without_data",
    "unknown_update",
}


def payload(name: str) -> bytes:
    return (PAYLOADS / f"{name}.json").read_bytes()


def test_every_payload_is_in_a_table() -> None:
    assert {path.stem for path in PAYLOADS.glob("*.json")} == set(SAYS) | SAYS_NOTHING


@pytest.mark.parametrize("name", SAYS)
def test_what_a_person_does_is_heard(name: str) -> None:
    body = payload(name)
    usual: dict[str, Any] = {"at": SAID_AT, "message_id": "41", "sender": MARTA}
    expected = Inbound("telegram", "5001", str(json.loads(body)["update_id"]), **{**usual, **SAYS[name]})
    (heard,) = understand(body, "MesaBot", NOW)
    assert isinstance(heard, Inbound)
    assert asdict(heard) == asdict(expected)


@pytest.mark.parametrize("name", sorted(SAYS_NOTHING))
def test_only_what_a_person_says_in_a_private_chat_is_heard(name: str) -> None:
    assert understand(payload(name), "MesaBot", NOW) == []


def test_a_command_keeps_any_name_while_ours_is_unknown() -> None:
    (heard,) = understand(payload("command_to_us"), None, NOW)
    assert isinstance(heard, Inbound)
    assert heard.text == "/ticket@mesabot 121"


def text(**changes: Any) -> dict[str, Any]:
    update: dict[str, Any] = json.loads(payload("text"))
    update["message"] |= changes
    return update


def without(key: str, update: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in update.items() if name != key}


MALFORMED = {
    "not JSON": b"hello",
    "nothing": b"",
    "not UTF-8": b"\xff\xfe\x00",
    "a list": b"[]",
    "a text": b'"update"',
    "nothing but brackets": b"[" * 100_000,
    "a number too long": b'{"update_id": ' + b"9" * 5000 + b"}",
    "no update_id": json.dumps(without("update_id", text())).encode(),
    "a boolean update_id": json.dumps(text() | {"update_id": True}).encode(),
    "no date": json.dumps({"update_id": 1, "message": without("date", text()["message"])}).encode(),
    "an absurd date": json.dumps(text(date=10**18)).encode(),
    "no chat": json.dumps({"update_id": 1, "message": without("chat", text()["message"])}).encode(),
    "a sender without is_bot": json.dumps(text(**{"from": {"id": 5001, "first_name": "Marta"}})).encode(),
    "a text that is none": json.dumps(text(text={"a": 1})).encode(),
    "a message that is none": b'{"update_id": 1, "message": 5}',
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_malformed_is_set_aside_and_never_raises(name: str) -> None:
    (aside,) = understand(MALFORMED[name], "MesaBot", NOW)
    assert isinstance(aside, Unreadable)
    assert aside.channel == "telegram"


def test_what_is_set_aside_is_known_again() -> None:
    (numbered,) = understand(b'{"update_id": 17, "message": 5}', None, NOW)
    (nameless,) = understand(b"hello", None, NOW)
    assert numbered.key == "17"
    assert nameless.key == hashlib.sha256(b"hello").hexdigest()


def test_what_we_do_not_read_may_be_of_any_shape() -> None:
    quoted = text()["message"] | {"message_id": 40, "video": {"file_id": "no more"}, "poll": 5}
    odd = text(
        sticker={"file_id": "no more"}, reply_to_message=quoted, entities="none", link_preview_options=3
    )
    (heard,) = understand(json.dumps(odd).encode(), None, NOW)
    assert isinstance(heard, Inbound)
    assert (heard.quoted, heard.unreadable) == ("40", "sticker")


def test_a_press_is_heard_whatever_the_message_above_it_holds() -> None:
    update = json.loads(payload("press"))
    update["callback_query"]["message"] |= {"document": {"file_id": "no more"}, "reply_markup": 1}
    (heard,) = understand(json.dumps(update).encode(), None, NOW)
    assert isinstance(heard, Inbound)
    assert heard.message_id == "40"


@pytest.fixture
def channel() -> Telegram:
    settings = Settings.model_validate(
        {"token": "1:A", "webhook_secret": SECRET, "api_url": "http://127.0.0.1:9"}
    )
    return Telegram(settings, Photos("memory:"))


def request(secret: str | None) -> Request:
    headers = {} if secret is None else {"x-telegram-bot-api-secret-token": secret}
    return Request("/hooks/telegram", headers, payload("text"))


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET.upper(), SECRET + "x", "ñandú", "\udcff"])
def test_a_forged_call_is_told(channel: Telegram, secret: str | None) -> None:
    with pytest.raises(Forged):
        channel.accept(request(secret))


def test_without_a_secret_of_ours_every_call_is_forged() -> None:
    settings = Settings.model_validate({"token": "1:A", "receive": "polling"})
    with pytest.raises(Forged):
        Telegram(settings, Photos("memory:")).accept(request(""))


def test_a_true_call_is_heard_while_telegram_is_away(channel: Telegram) -> None:
    try:
        (heard,) = channel.accept(request(SECRET))
    finally:
        channel.close()
    assert isinstance(heard, Inbound)
    assert heard.address == "5001"
