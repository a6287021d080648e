"""What becomes of a message on WhatsApp: its states in any order, sends of unknown outcome, refusals, the pace."""

import pytest

from bot.channels.messages import Receipt
from bot.delivery import receipts
from bot.delivery.receipts import MOST_DOUBTS, MOST_TAKEN
from store.messages import message_ids, sent_lookup
from store.messages import receipts as receipts_kept
from store.people import invitations
from store.tables import OutboxMessage
from store.upkeep import dead_letters
from tests.fakes.twilio import FakeTwilio, Sent
from tests.harness.phones import WhatsAppPhone
from tests.harness.transcripts import Conversation, on_whatsapp

pytestmark = on_whatsapp


@pytest.fixture
def marta(chat: Conversation) -> WhatsAppPhone:
    return chat.whatsapp("Marta")


def last(chat: Conversation) -> OutboxMessage:
    row = chat.desk.rows(OutboxMessage)[-1]
    assert isinstance(row, OutboxMessage)
    return row


def ids_of(chat: Conversation, row: OutboxMessage) -> tuple[str, ...]:
    with chat.desk.store.read() as session:
        return message_ids.of(session, row.id)


def sent_to(phone: WhatsAppPhone) -> list[Sent]:
    return [sent for sent in phone.twilio.sent if sent.to == phone.address]


def asks_for_help(chat: Conversation, phone: WhatsAppPhone) -> list[str]:
    """What she sees for it."""
    before = len(phone.twilio.messages(phone.address))
    phone.says("ayuda")
    chat.desk.settle()
    return [shown.text for shown in phone.twilio.messages(phone.address)[before:]]


@pytest.mark.parametrize("order", [("sent", "delivered", "read"), ("read", "sent", "delivered"), ("read",)])
def test_the_furthest_state_is_kept(chat: Conversation, marta: WhatsAppPhone, order: tuple[str, ...]) -> None:
    marta.twilio.holds_back = True
    asks_for_help(chat, marta)
    for status in order:
        assert marta.twilio.tell(sent_to(marta)[-1].sid, status) == 200
    assert (last(chat).state, last(chat).status) == ("sent", "read")


def test_what_arrived_did_not_fail(chat: Conversation, marta: WhatsAppPhone) -> None:
    asks_for_help(chat, marta)
    marta.twilio.tell(sent_to(marta)[-1].sid, "failed", 63024)
    assert last(chat).state == "sent"


def test_unknown_messages_and_values_change_nothing(chat: Conversation, marta: WhatsAppPhone) -> None:
    asks_for_help(chat, marta)
    before = [(row.id, row.state, row.status) for row in chat.desk.rows(OutboxMessage)]
    here = "http://127.0.0.1:8080/hooks/whatsapp/status"
    for url, fields in (
        (here, {"MessageSid": "SM404", "MessageStatus": "failed", "ErrorCode": "63016"}),
        (f"{here}?id=999999", {"MessageSid": "SM404", "MessageStatus": "delivered"}),
        (f"{here}?id=x", {"MessageSid": "SM404", "MessageStatus": "delivered"}),
        (here, {"MessageSid": sent_to(marta)[-1].sid, "MessageStatus": "huh"}),
        (here, {"Huh": ""}),
    ):
        assert marta.twilio.post(url, fields) == 200
    assert [(row.id, row.state, row.status) for row in chat.desk.rows(OutboxMessage)] == before


def test_a_forged_state_changes_nothing(chat: Conversation, marta: WhatsAppPhone) -> None:
    asks_for_help(chat, marta)
    form = {"MessageSid": sent_to(marta)[-1].sid, "MessageStatus": "failed", "ErrorCode": "63016"}
    headers = {"X-Twilio-Signature": "AAAA"}
    client = chat.desk.app.test_client()
    assert client.post("/hooks/whatsapp/status", data=form, headers=headers).status_code == 403
    assert last(chat).state == "sent"


def test_the_next_message_waits_for_the_one_before_or_five_seconds(
    chat: Conversation, marta: WhatsAppPhone
) -> None:
    marta.twilio.holds_back = True
    marta.says("ayuda")
    marta.says("ayuda")
    chat.desk.work()
    first, second = chat.desk.rows(OutboxMessage)[-2:]
    assert (first.state, second.state) == ("sent", "waiting")
    marta.twilio.tell(sent_to(marta)[-1].sid, "sent")
    chat.desk.work()
    assert last(chat).state == "sent"
    marta.says("ayuda")
    chat.desk.work()
    assert last(chat).state == "waiting"
    chat.desk.later(seconds=5)
    chat.desk.work()
    assert last(chat).state == "sent"


@pytest.mark.parametrize("kind", ["drop", "junk"])
@pytest.mark.parametrize("told", [True, False])
def test_a_send_of_unknown_outcome_is_not_repeated(
    chat: Conversation, marta: WhatsAppPhone, kind: str, told: bool
) -> None:
    """By its state, where that came; else by Twilio's list."""
    marta.twilio.holds_back = not told
    marta.twilio.fault(kind, marta.address)
    assert len(asks_for_help(chat, marta)) == 1
    assert last(chat).state == "sent" and ids_of(chat, last(chat)) == (sent_to(marta)[-1].sid,)


def test_the_same_words_said_twice_are_two_messages(chat: Conversation, marta: WhatsAppPhone) -> None:
    asks_for_help(chat, marta)
    marta.twilio.holds_back = True
    marta.twilio.fault(500, marta.address)
    assert len(asks_for_help(chat, marta)) == 1


def test_too_many_requests_wait_as_long_as_asked(chat: Conversation, marta: WhatsAppPhone) -> None:
    marta.twilio.fault(429, marta.address, retry_after=7)
    marta.says("ayuda")
    chat.desk.work()
    assert 7 <= (last(chat).due_at - chat.desk.now).total_seconds() < 8
    chat.desk.settle()
    assert last(chat).state == "sent"


def test_meta_s_limit_by_state_is_waited_for(chat: Conversation, marta: WhatsAppPhone) -> None:
    marta.twilio.fails[marta.address] = 63018
    marta.says("ayuda")
    chat.desk.work()
    assert (last(chat).state, ids_of(chat, last(chat))) == ("waiting", ())
    del marta.twilio.fails[marta.address]
    chat.desk.later(seconds=11)
    chat.desk.work()
    assert last(chat).state == "sent"


def test_an_outage_is_none_of_the_tries_of_what_was_taken_and_failed(
    chat: Conversation, marta: WhatsAppPhone
) -> None:
    before = len(sent_to(marta))
    marta.twilio.fault(503, marta.address, times=9)
    marta.twilio.fails[marta.address] = 63018
    marta.says("ayuda")
    for taken in range(1, MOST_TAKEN):
        while len(sent_to(marta)) < before + taken:
            chat.desk.later(seconds=70)
            chat.desk.work()
        assert last(chat).state == "waiting", taken
    chat.desk.later(seconds=70)
    chat.desk.work()
    assert last(chat).state == "failed"
    chat.desk.forgive()


def test_a_failure_that_nobody_knows_is_tried_again_and_holds_nobody_up_for_long(
    chat: Conversation, marta: WhatsAppPhone
) -> None:
    marta.twilio.fails[marta.address] = 63999
    marta.says("ayuda")
    for _ in range(7):
        chat.desk.work()
        chat.desk.later(seconds=65)
    del marta.twilio.fails[marta.address]
    first = last(chat).id
    marta.says("/idioma")
    chat.desk.work()
    states = {row.id: row.state for row in chat.desk.rows(OutboxMessage)}
    assert (states.pop(first), set(states.values())) == ("waiting", {"sent"})
    chat.desk.later(minutes=6)
    chat.desk.work()
    assert {row.state for row in chat.desk.rows(OutboxMessage)} == {"sent"}


def test_a_failure_that_nobody_knows_is_believed_in_the_end(chat: Conversation, marta: WhatsAppPhone) -> None:
    marta.twilio.fails[marta.address] = 63999
    marta.says("ayuda")
    for _ in range(MOST_DOUBTS):
        chat.desk.work()
        chat.desk.later(minutes=6)
    assert (last(chat).state, last(chat).reason) == ("failed", "unreachable")
    chat.desk.forgive()


def test_our_own_configuration_keeps_the_message(chat: Conversation, marta: WhatsAppPhone) -> None:
    marta.twilio.fault(401, marta.address, code=20003)
    marta.says("ayuda")
    chat.desk.work()
    assert last(chat).state == "waiting"
    chat.desk.later(seconds=31)
    chat.desk.work()
    assert last(chat).state == "sent"


def test_refused_buttons_go_as_numbered_lines(chat: Conversation, marta: WhatsAppPhone) -> None:
    """At once, or when their state tells."""
    marta.twilio.fails[marta.address] = 63013
    marta.says("hola")
    marta.twilio.statuses = ()
    chat.desk.later(seconds=4)
    chat.desk.work()
    assert last(chat).content["plain"]
    chat.desk.forgive()


def test_without_templates_choices_are_numbered_lines(chat: Conversation, marta: WhatsAppPhone) -> None:
    marta.twilio.templates.made.clear()
    marta.twilio.templates.refuses = True
    [text] = asks_for_help(chat, marta)
    assert text.endswith("\n\n1. Vincular otro canal\n2. Ver comandos")
    marta.says("1")
    chat.desk.settle()
    assert "TK-" in marta.twilio.messages(marta.address)[-1].text
    assert marta.twilio.complaints == []


def test_templates_are_made_once_for_each_number_of_choices(chat: Conversation, marta: WhatsAppPhone) -> None:
    for _ in range(3):
        asks_for_help(chat, marta)
        marta.says("hola")
        chat.desk.settle()
    assert len(marta.twilio.called("template")) == 2


def test_the_writer_hears_why_and_the_ticket_shows_it(chat: Conversation, twilio: FakeTwilio) -> None:
    from tests.harness.stories import ASSIGNED

    chat.on(Ana="telegram", Julia="telegram")
    chat(ASSIGNED)
    phone = chat.whatsapp("Marta")
    twilio.fails[phone.address] = 63024
    chat("""
        Ana > (a «te asignó») hola
        Ana < (recibido)
        Ana < No se pudo entregar. No le llegó a Marta lo del Ticket 1: ese número no tiene WhatsApp. …
        Ana > /ticket 1
        Ana < …no le llegó a Marta, ese número no tiene WhatsApp
    """)
    chat.desk.forgive()


def test_what_is_sent_again_is_not_what_had_failed(chat: Conversation, twilio: FakeTwilio) -> None:
    """A state of the former try that comes once more, or is read from Twilio's list, is no news of the new one."""
    from tests.harness.stories import ASSIGNED

    chat.on(Ana="telegram", Julia="telegram")
    chat(ASSIGNED)
    marta = chat.whatsapp("Marta")
    twilio.fails[marta.address] = 63024
    chat("""
        Ana > (a «te asignó») hola
        Ana < (recibido)
        Ana < No se pudo entregar. …
    """)
    former = sent_to(marta)[-1].sid
    del twilio.fails[marta.address]
    twilio.holds_back = True
    with chat.desk.store.write() as session:
        assert dead_letters.retry(session, chat.desk.now) == 1
    chat.desk.settle()
    again = sent_to(marta)[-1].sid
    assert again != former
    with chat.desk.store.read() as session:
        assert receipts_kept.pass_for_sent(session, "whatsapp", [former, again]) == {again}
    twilio.tell(former, "failed", 63024)
    assert chat.told("Ana") == []
    assert chat.desk.failed() == []


def test_of_a_technician_who_shuts_us_out_the_leads_hear_too(chat: Conversation, twilio: FakeTwilio) -> None:
    from tests.harness.stories import ASSIGNED

    chat.on(Marta="telegram", Julia="telegram")
    chat(ASSIGNED)
    twilio.fails[chat.whatsapp("Ana").address] = 63014
    chat("""
        Marta > sigue sin andar
        Marta < (recibido)
        Marta < No se pudo entregar. No le llegó a Ana lo del Ticket 1: bloqueó el bot…
        Julia < Ana Torres se quedó sin un chat donde avisarle. …Ticket 1.
          [Reasignar]
        Marta > es la del mostrador de abajo
        Marta < (recibido)
        Julia < …Ticket 1: es la del mostrador de abajo
    """)
    chat.desk.forgive()


def test_opening_a_ticket_costs_six_messages(chat: Conversation, marta: WhatsAppPhone) -> None:
    from tests.harness.stories import ONE

    before = len(sent_to(marta))
    chat(ONE)
    assert len(sent_to(marta)) - before <= 6


def test_the_lead_sees_what_a_ticket_costs(chat: Conversation) -> None:
    from tests.harness.stories import ONE

    chat.on(Julia="telegram")
    chat(ONE + "Julia < ...\nJulia > /ticket 1\nJulia < …Por WhatsApp salió un mensaje.")


def test_a_code_is_kept_until_it_has_arrived(chat: Conversation, marta: WhatsAppPhone) -> None:
    """Until then it may have to be sent again."""
    marta.twilio.holds_back = True
    chat("""
        Marta > ayuda
        Marta < …
          [Vincular otro canal] [Ver comandos]
        Marta > [Vincular otro canal]
        Marta < …TK-…
    """)
    code = invitations.looks_like(marta.newest().text)
    assert code is not None
    marta.twilio.tell(sent_to(marta)[-1].sid, "sent")
    assert last(chat).content["text"].count(code) == 4, "as it is, and in three links"
    marta.twilio.tell(sent_to(marta)[-1].sid, "delivered")
    assert code not in str(last(chat).content)
    assert last(chat).content["text"].count("TK-…") == 4


def test_a_copy_that_went_out_by_an_accident_of_ours_can_be_quoted_too(
    chat: Conversation, marta: WhatsAppPhone
) -> None:
    asks_for_help(chat, marta)
    row = last(chat)
    receipts.take(chat.desk.desk, Receipt("whatsapp", "SM" + "0" * 32, "delivered", row.id))
    with chat.desk.store.read() as session:
        found = sent_lookup.by_message(session, row.chat_id, "SM" + "0" * 32)
    assert found is not None
    assert found.id == row.id
    assert ids_of(chat, row) == (sent_to(marta)[-1].sid,)
