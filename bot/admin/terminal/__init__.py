"""The commands of the terminal that serve nobody: this list is the whole registry. Each stands with its group.

A command imports what it works with when it runs, so that none waits for the libraries of the others.
"""

from bot.admin.terminal import failures, people, records, upkeep

COMMANDS = (
    people.people,
    records.tickets,
    records.export,
    records.report,
    records.board,
    records.qr,
    failures.inbox,
    failures.outbox,
    upkeep.setup,
    upkeep.check,
    upkeep.hook,
    upkeep.migrate,
    upkeep.backup,
    upkeep.restore,
)
