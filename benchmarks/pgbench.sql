\set chat random(2, 2001)
\set key random(1, 1000000000000)
BEGIN;
SELECT * FROM chats LEFT JOIN people ON people.id = chats.person_id WHERE chats.id = :chat FOR NO KEY UPDATE OF chats;
INSERT INTO inbox (chat_id, channel, key, message_id, received_at, payload, state) VALUES (:chat, 'telegram', 'b' || :key, :key::text, now(), '{"text": "La impresora no imprime", "kind": "message", "sender": {"name": "Marta"}}', 'heard') ON CONFLICT DO NOTHING RETURNING id;
INSERT INTO outbox (chat_id, kind, content, several, internal, state, created_at, due_at, attempts) VALUES (:chat, 'message', '{"text": "¿A qué teléfono llamamos?", "options": [["Omitir", "open_ticket.phone.1:!skip"]]}', false, false, 'sent', now(), now(), 0) RETURNING id AS row \gset
UPDATE chats SET memory = '{"forms": [{"name": "open_ticket", "asking": "phone"}]}', last_inbound_at = now(), hear_at = NULL, blocked_at = NULL, shut_at = NULL WHERE id = :chat;
COMMIT;
BEGIN;
UPDATE outbox SET worker = 'w', leased_until = now(), attempts = attempts + 1 WHERE id = :row RETURNING id;
SELECT * FROM outbox JOIN chats ON chats.id = outbox.chat_id LEFT JOIN people ON people.id = chats.person_id WHERE outbox.id = :row;
COMMIT;
BEGIN;
UPDATE outbox SET worker = NULL, leased_until = NULL, sent_at = now() WHERE id = :row;
INSERT INTO sent_messages (chat_id, message_id, outbox_id, position, current) VALUES (:chat, 'b' || :row, :row, 0, true) ON CONFLICT DO NOTHING;
SELECT id FROM outbox WHERE chat_id = :chat AND state IN ('waiting', 'sending') ORDER BY id LIMIT 1;
COMMIT;
