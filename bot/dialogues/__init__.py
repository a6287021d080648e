"""The dialogues that exist: this list is the whole registry."""

from bot.dialogue.form import Dialogue
from bot.dialogues import (
    assign,
    categories,
    close_ticket,
    entrance,
    language,
    open_ticket,
    place,
    resume,
    which,
    write,
)

DIALOGUES: dict[str, Dialogue] = {
    dialogue.name: dialogue
    for dialogue in (
        open_ticket.open_ticket,
        close_ticket.close_ticket,
        close_ticket.delete_ticket,
        which.which,
        write.write,
        write.send_to,
        place.where,
        place.reopen,
        place.anew,
        place.move,
        resume.resume,
        assign.assign,
        assign.criticality,
        assign.category,
        categories.add_category,
        categories.rename_category,
        categories.retire_category,
        entrance.introduce,
        entrance.approve,
        entrance.known,
        entrance.invite,
        language.language,
    )
}
