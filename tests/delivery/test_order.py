"""What is in the outbox goes out in order, once, and says what it is about by the provider's own ids."""

from bot.channels.channel import TryLater, Undeliverable
from store.messages import sent_lookup
from store.tables import OutboxMessage
from tests.delivery.post import Post
from tests.harness.desks import chat_at


def test_a_chat_gets_what_was_put_in_order_and_each_chat_its_own(post: Post) -> None:
    ana = chat_at(post.store, "ana")
    for number in range(5):
        post.put(f"marta {number}")
        post.put(f"ana {number}", chat=ana)
    post.deliver()
    assert post.provider.texts("marta") == [f"marta {number}" for number in range(5)]
    assert post.provider.texts("ana") == [f"ana {number}" for number in range(5)]
    assert set(post.states()) == {"sent"}


def test_the_providers_ids_lead_back_to_the_row(post: Post) -> None:
    row = post.put("Ticket 121")
    post.deliver()
    with post.store.read() as session:
        found = sent_lookup.by_message(session, post.chat, f"m{row}")
        assert found is not None
        assert found.id == row
    assert post.row(row).sent_at == post.time


def test_what_a_message_answers_edits_and_withdraws_is_named_by_the_providers_ids(post: Post) -> None:
    first = post.put("first")
    post.put("second", reply_to_id=first)
    edit = post.put("first, better", kind="edit", edits=first)
    post.put("first, best", kind="edit", edits=edit)
    post.put(kind="withdraw", withdraws=[first])
    post.put("third", reply_to="7")
    post.deliver()
    about = [(call.kind, call.reply_to, call.targets) for call in post.provider.calls]
    assert about == [
        ("message", "", ()),
        ("message", f"m{first}", ()),
        ("edit", "", (f"m{first}",)),
        ("edit", "", (f"m{first}",)),
        ("withdraw", "", (f"m{first}",)),
        ("message", "7", ()),
    ]


def test_a_quoted_message_is_about_what_it_was_last_made_to_say(post: Post) -> None:
    first = post.put("a list")
    edit = post.put("Ticket 121", kind="edit", edits=first)
    post.deliver()
    with post.store.read() as session:
        found = sent_lookup.by_message(session, post.chat, f"m{first}")
        assert found is not None
        assert found.id == edit


def test_a_toast_waits_for_nothing_and_holds_nothing_back(post: Post) -> None:
    post.provider.answers["marta"] = [TryLater("busy", 5), TryLater("busy", 5)]
    post.put("1")
    post.deliver()
    post.put("toast", kind="toast", acknowledge="q1")
    post.put("2")
    post.deliver()
    assert post.states() == ["waiting", "dropped", "waiting"]
    post.put("another", kind="toast", acknowledge="q2")
    post.deliver()
    assert post.provider.texts() == ["1", "toast", "another"]
    assert post.provider.calls[-1].acknowledge == "q2"


def test_a_toast_that_comes_too_late_is_not_sent(post: Post) -> None:
    post.put("toast", kind="toast", acknowledge="q1")
    post.after(61)
    assert post.provider.calls == []
    assert post.states() == ["dropped"]


def test_an_edit_waits_for_its_message_and_is_dropped_with_it(post: Post) -> None:
    early = post.put("early", state="waiting_for_file")
    post.put("better", kind="edit", edits=early)
    post.deliver()
    assert post.provider.calls == []
    with post.store.write() as session:
        session.get_one(OutboxMessage, early).state = "waiting"
    post.provider.answers["marta"] = [Undeliverable("no", "gone")]
    post.after(2)
    post.after(2)
    assert post.states() == ["failed", "dropped"]


def test_what_is_withdrawn_while_it_waits_for_a_file_is_never_said(post: Post) -> None:
    early = post.put("early", state="waiting_for_file")
    post.put(kind="withdraw", withdraws=[early])
    post.deliver()
    assert post.provider.calls == []
    assert post.states() == ["dropped", "dropped"]


def test_a_channel_that_is_switched_off_keeps_its_queue(post: Post) -> None:
    other = chat_at(post.store, "whatsapp:+5491123456789", "whatsapp")
    post.put("1", chat=other)
    post.put("2")
    post.deliver()
    assert post.states() == ["waiting", "sent"]
