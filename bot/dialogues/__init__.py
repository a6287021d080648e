"""The dialogues that exist: this list is the whole registry."""

from bot.dialogue.form import Dialogue
from bot.dialogues import (
    assign,
    close_ticket,
    language,
    open_ticket,
    resume,
    unplaced,
    which,
    write,
)
from bot.dialogues.finding import search
from bot.dialogues.keeping import categories, ready_answers
from bot.dialogues.people import access, edit_person, erase_me

DIALOGUES: dict[str, Dialogue] = {
    dialogue.topic: dialogue
    for dialogue in (
        open_ticket.open_ticket,
        close_ticket.close_ticket,
        close_ticket.close_sure,
        close_ticket.close_all,
        close_ticket.delete_ticket,
        which.which,
        which.sure,
        write.write,
        write.send_to,
        unplaced.where,
        unplaced.reopen,
        unplaced.anew,
        unplaced.move,
        resume.resume,
        assign.assign,
        assign.criticality,
        assign.category,
        categories.add_category,
        categories.rename_category,
        categories.retire_category,
        access.introduce,
        access.approve,
        access.known,
        access.invite,
        edit_person.edit_person,
        search.search,
        ready_answers.ready,
        ready_answers.add_ready,
        ready_answers.change_ready,
        ready_answers.delete_ready,
        language.language,
        erase_me.erase_me,
    )
}
