"""Hostile forms, signed as Twilio's: taken with 2xx and no chat stuck; unsigned ones change nothing."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.database import Database
from store.tables import InboxMessage
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio, sign
from tests.harness.helpdesk import HelpDesk
from tests.hostile.scenes import briefly
from tests.hostile.seeds import buttons, odd_texts

FORMS = [
    json.loads(file.read_text("utf-8"))
    for file in sorted((Path(__file__).parents[1] / "channels" / "whatsapp").glob("*.json"))
]
OURS = ("AccountSid", "To", "MessageSid", "SmsSid", "SmsMessageSid")
MARTA = "whatsapp:+5491150001111"
_numbers = itertools.count(1)


@st.composite
def odd_forms(draw: st.DrawFn) -> dict[str, str]:
    """A captured form with anything in any field but those that make it ours."""
    form: dict[str, str] = dict(draw(st.sampled_from(FORMS)))
    names = [name for name in [*form, "Body", "ButtonPayload", "NumMedia", "From"] if name not in OURS]
    for name in draw(st.lists(st.sampled_from(names), max_size=4)):
        form[name] = draw(buttons if name == "ButtonPayload" else odd_texts)
    return form


@pytest.fixture
def desk(store: Database, tmp_path: Path) -> Iterator[HelpDesk]:
    telegram, twilio = FakeTelegram(), FakeTwilio()
    made = HelpDesk(store, tmp_path, telegram, twilio)
    yield made
    made.close()
    telegram.close()
    twilio.close()


def post(desk: HelpDesk, form: dict[str, str], path: str = "/hooks/whatsapp", signed: bool = True) -> int:
    spelled = {name: value.encode("utf-8", "replace").decode() for name, value in form.items()}
    seal = sign(desk.desk.settings.web.public_url + path, spelled) if signed else "wrong"
    answer = desk.app.test_client().post(
        path,
        data=urlencode(spelled),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": seal},
    )
    return answer.status_code


def of(form: dict[str, str], **more: str) -> dict[str, str]:
    return form | {"MessageSid": f"SM{next(_numbers):032d}"} | more


def test_odd_forms_stop_no_chat(desk: HelpDesk) -> None:
    @briefly
    @given(st.lists(odd_forms(), min_size=1, max_size=3))
    def attack(brought: list[dict[str, str]]) -> None:
        for form in brought:
            assert post(desk, of(form)) // 100 == 2
        desk.settle()
        before = len(desk.rows(InboxMessage))
        assert post(desk, of(FORMS[-1], From=MARTA, Body="/start")) // 100 == 2
        assert len(desk.rows(InboxMessage)) == before + 1
        assert not [row.error for row in desk.rows(InboxMessage) if row.state == "failed"]

    attack()


def test_odd_receipts_break_nothing(desk: HelpDesk) -> None:
    @briefly
    @given(odd_texts, odd_texts, odd_texts)
    def attack(sid: str, status: str, code: str) -> None:
        ours = {"AccountSid": FORMS[0]["AccountSid"], "From": FORMS[0]["To"], "To": MARTA}
        form = {**ours, "MessageSid": sid, "MessageStatus": status, "ErrorCode": code}
        assert post(desk, form, "/hooks/whatsapp/status") // 100 == 2

    attack()


def test_what_is_not_signed_changes_nothing(desk: HelpDesk) -> None:
    for form in FORMS:
        assert post(desk, of(form), signed=False) == 403
        assert post(desk, of(form, AccountSid="AC" + "f" * 32)) == 403
        assert post(desk, of(form, To="whatsapp:+14155550199")) == 403
    assert desk.rows(InboxMessage) == []
