"""Years of work in a minute: a store filled with tickets, threads and a month of messages, by PostgreSQL itself."""

import psycopg

ENTRIES = 10  # of each ticket
STEPS = (
    "SET session_replication_role = replica",  # no look-up of a parent for each of ten million rows
    "SET synchronous_commit = off",
    """
    INSERT INTO tickets (number, status, created_at, closed_at, requester_id, opened_by_id, company, affected_person,
                         phone, phone_as_typed, problem, closings)
    SELECT n, CASE WHEN n % 100 = 0 THEN 'open' ELSE 'closed' END, now() - interval '1 day', now() - interval '1 hour',
           who, who, 'Empresa', 'Persona ' || n % 7, '+541144445555', '11 4444-5555', 'La impresora no imprime', 1
    FROM (SELECT n, 2 + n % (SELECT count(*) - 1 FROM people) AS who FROM generate_series(1, {tickets}) n) AS made
    """,
    """
    INSERT INTO entries (ticket_id, author_id, role, channel, at, text, internal)
    SELECT 1 + n % {tickets}, 2, 'client', 'telegram', now() - interval '1 day',
           'Sigue sin imprimir, ya la reinicié ' || n, false
    FROM generate_series(1, {entries}) n
    """,
    """
    INSERT INTO events (ticket_id, actor_id, channel, at, what, detail)
    SELECT 1 + n % {tickets}, 2, 'telegram', now() - interval '1 day', 'opened', '{{}}'
    FROM generate_series(1, 2 * {tickets}) n
    """,
    """
    INSERT INTO inbox (chat_id, channel, key, message_id, received_at, payload, state)
    SELECT 2 + n % 2000, 'telegram', 'old' || n, 'old' || n, now() - interval '3 days', '{{"text": "no anda"}}', 'heard'
    FROM generate_series(1, {tickets}) n
    """,
    """
    INSERT INTO outbox (chat_id, kind, content, several, internal, state, created_at, due_at, attempts, sent_at)
    SELECT 2 + n % 2000, 'message', '{{"text": "ya voy"}}', false, false, 'sent', now() - interval '3 days',
           now() - interval '3 days', 1, now() - interval '3 days'
    FROM generate_series(1, {tickets}) n
    """,
    "SELECT setval('ticket_numbers', {tickets})",
    "ANALYZE",
    "CHECKPOINT",
)


def fill(url: str, tickets: int) -> None:
    """Closed ones but one in a hundred, spread over everybody; ten entries each; as many messages in and out."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for step in STEPS:
            connection.execute(step.format(tickets=tickets, entries=tickets * ENTRIES).encode())
