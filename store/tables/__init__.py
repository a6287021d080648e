"""Every table, in a file a topic; together they are one schema."""

from store.tables.base import Table, in_state
from store.tables.desk import Alarm, Fired, Process, Setting, Usage
from store.tables.files import DiscardedFile, File
from store.tables.messages import InboxMessage, OutboxFile, OutboxMessage, SentMessage
from store.tables.people import Approval, Chat, HourlyCount, Invitation, Person
from store.tables.tickets import (
    TICKET_NUMBERS,
    Category,
    Counter,
    Entry,
    Event,
    FormerText,
    ReadyAnswer,
    Ticket,
    TicketWord,
)

__all__ = [
    "TICKET_NUMBERS",
    "Alarm",
    "Approval",
    "Category",
    "Chat",
    "Counter",
    "DiscardedFile",
    "Entry",
    "Event",
    "File",
    "Fired",
    "FormerText",
    "HourlyCount",
    "InboxMessage",
    "Invitation",
    "OutboxFile",
    "OutboxMessage",
    "Person",
    "Process",
    "ReadyAnswer",
    "SentMessage",
    "Setting",
    "Table",
    "Ticket",
    "TicketWord",
    "Usage",
    "in_state",
]
