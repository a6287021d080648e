"""Which choice of a message is the one that most want, and which deletes: for channels that show such a thing."""

from bot.replies import acts

MAIN = {act.name for act in (acts.OPEN, acts.RESPOND, acts.HAND_OUT, acts.HELPED, acts.APPROVE)}
DELETES = {
    act.name
    for act in (
        acts.DELETE,
        acts.ERASE,
        acts.DEACTIVATE,
        acts.REJECT,
        acts.DELETE_READY,
        acts.RETIRE_CATEGORY,
    )
}
MAIN_ANSWERS = {"confirm", "send", "go_on"}
DELETING_DIALOGUES = {"delete_ticket", "erase_me"}


def of(data: str) -> str:
    """ "main", "deletes", or "" for the others, by what the choice sends."""
    asked, is_answer, answer = data.partition(":")
    if is_answer:
        if asked.partition(".")[0] in DELETING_DIALOGUES and answer == "yes":
            return "deletes"
        return "main" if answer in MAIN_ANSWERS else ""
    act = data.partition(" ")[0]
    return "deletes" if act in DELETES else "main" if act in MAIN else ""
