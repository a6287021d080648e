"""What carries out each command: this list is the whole registry. `replies.acts` says who may use which.

Each is a function of the turn and of what was typed, or what its button carries, after its word.
"""

from collections.abc import Callable, Mapping

from bot.commands import access, everyone, finding, lead, staff, tickets
from bot.replies import acts
from bot.replies.acts import Act
from bot.replies.turn import Turn

Carry = Callable[[Turn, str], None]

COMMANDS: Mapping[Act, Carry] = {
    acts.START: everyone.start,
    acts.OPEN: tickets.open,
    acts.MINE: everyone.mine,
    acts.VIEW: tickets.view,
    acts.THREAD: tickets.thread,
    acts.CLOSE: tickets.close,
    acts.DELETE: tickets.delete,
    acts.REOPEN: tickets.reopen,
    acts.HELPED: tickets.helped,
    acts.PERSISTS: tickets.persists,
    acts.SATISFACTION: tickets.satisfaction,
    acts.MOVE: tickets.move,
    acts.ANOTHER: tickets.another,
    acts.PENDING: staff.pending,
    acts.DUE: staff.due,
    acts.RESPOND: staff.respond,
    acts.NOTE: staff.note,
    acts.AWAY: staff.away,
    acts.PRESENT: staff.present,
    acts.READY: staff.ready,
    acts.READY_FOR: staff.ready,
    acts.READY_ANSWERS: lead.ready_answers,
    acts.ADD_READY: lead.add_ready,
    acts.CHANGE_READY: lead.change_ready,
    acts.DELETE_READY: lead.delete_ready,
    acts.ASSIGN: lead.assign,
    acts.HAND_OUT: lead.hand_out,
    acts.HAND_OVER: lead.hand_over,
    acts.CRITICALITY: lead.criticality,
    acts.CATEGORY: lead.category,
    acts.UNASSIGNED: lead.unassigned,
    acts.BOARD: lead.board,
    acts.TECHNICIANS: lead.technicians,
    acts.ABSENT: lead.absent,
    acts.CATEGORIES: lead.categories,
    acts.ADD_CATEGORY: lead.add_category,
    acts.RENAME_CATEGORY: lead.rename_category,
    acts.RETIRE_CATEGORY: lead.retire_category,
    acts.PEOPLE: access.people,
    acts.INVITE: access.invite,
    acts.INVITE_AGAIN: access.invite_again,
    acts.PERSON: access.person,
    acts.EDIT_PERSON: access.edit_person,
    acts.DEACTIVATE: access.deactivate,
    acts.REACTIVATE: access.reactivate,
    acts.TAKE_CHAT: access.take_chat,
    acts.APPROVE: access.approve,
    acts.KNOWN: access.known,
    acts.IS_THEM: access.is_them,
    acts.REJECT: access.reject,
    acts.LINK: access.link,
    acts.UNLINK: access.unlink,
    acts.SEARCH: finding.search,
    acts.FOUND: finding.page,
    acts.JOIN: finding.join,
    acts.LET_LEAD: finding.let_lead,
    acts.SEPARATE: finding.separate,
    acts.LANGUAGE: everyone.language,
    acts.MY_DATA: everyone.my_data,
    acts.ERASE_ME: everyone.erase_me,
    acts.ERASE: access.erase,
    acts.KEEP: access.keep,
    acts.HELP: everyone.help,
    acts.COMMANDS: everyone.commands,
    acts.CANCEL: everyone.cancel,
}
