"""A view for whoever reads the tickets by SQL: a row a ticket, names instead of ids, nothing that only we need."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TICKET_REPORT = """
CREATE VIEW ticket_report AS
SELECT
    tickets.number,
    tickets.status,
    tickets.created_at,
    tickets.first_answered_at,
    tickets.closed_at,
    tickets.due_at,
    tickets.company,
    requester.name AS requester,
    tickets.affected_person,
    tickets.phone,
    tickets.problem,
    tickets.criticality,
    categories.name AS category,
    technician.name AS technician,
    tickets.solution,
    tickets.satisfaction,
    tickets.closings,
    first_one.number AS joined_to,
    (SELECT count(*) FROM entries
        WHERE entries.ticket_id = tickets.id AND NOT entries.internal AND entries.withdrawn_at IS NULL) AS messages
FROM tickets
JOIN people AS requester ON requester.id = tickets.requester_id
LEFT JOIN people AS technician ON technician.id = tickets.technician_id
LEFT JOIN categories ON categories.id = tickets.category_id
LEFT JOIN tickets AS first_one ON first_one.id = tickets.joined_to_id
"""


def upgrade() -> None:
    op.execute(TICKET_REPORT)
