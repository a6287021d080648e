"""What each question may be answered with: the meanings that are looked for, and what they come to there."""

from collections.abc import Mapping
from functools import cache

from bot.language.meaning.reading import Asked, Meaning

M = Meaning
ALWAYS = (M.CANCEL, M.BACK, M.HELP)
STAFF = (
    M.ASSIGN,
    M.CRITICALITY,
    M.CATEGORY,
    M.REPLY,
    M.NOTE,
    M.PENDING,
    M.DUE,
    M.UNASSIGNED,
    M.BOARD,
    M.TECHNICIANS,
    M.TECHNICIAN_LOAD,
    M.PEOPLE,
    M.SEARCH,
    M.INVITE,
    M.ABSENT,
    M.PRESENT,
)
WISHES = (
    M.STILL_FAILS,
    M.OTHER_MATTER,
    M.ERASE_ME,
    M.DELETE,
    M.REOPEN,
    M.CLOSE_ALL,
    M.CLOSE,
    M.MISPLACED,
    M.PERSON,
    M.HOURS,
    M.OPEN,
    M.VIEW,
    M.STATUS,
    M.LIST,
    M.LANGUAGE,
    M.MENU,
    M.WORKS,
)
TALK = (M.GREETING, M.THANKS, M.NO, M.YES, M.DONE)
ANYTHING = (*STAFF, *WISHES, M.PROBLEM, *ALWAYS, *TALK)
OF_A_FORM = (*ALWAYS, M.GREETING, M.THANKS)

HEARD: Mapping[Asked, tuple[Meaning, ...]] = {
    Asked.NOTHING: ANYTHING,
    Asked.PERSON: (M.ME, M.ANSWER, *OF_A_FORM, M.SKIP),
    Asked.PHONE: (M.ANSWER, M.SKIP, M.ME, M.CORRECTS, M.NO, M.YES, *OF_A_FORM),
    Asked.PROBLEM: (M.CORRECTS, *OF_A_FORM, M.SKIP),
    Asked.IMAGE: (M.COMING, M.WRONG_FILES, M.SKIP, M.CORRECTS, M.NO, M.DONE, M.YES, *OF_A_FORM),
    Asked.SUMMARY: (
        M.CHANGE_FIELD,
        M.CORRECTS,
        M.NO,
        M.CANCEL,
        M.YES,
        M.DONE,
        M.BACK,
        M.HELP,
        M.GREETING,
        M.THANKS,
    ),
    Asked.CHANGE: (M.CHANGE_FIELD, M.NO, *OF_A_FORM),
    Asked.YES_NO: (M.NO, M.CANCEL, M.DELETE, M.YES, M.BACK, M.HELP, M.GREETING, M.THANKS, M.OPEN),
    Asked.DELETE_SURE: (M.NO, M.CANCEL, M.DELETE, M.YES, *OF_A_FORM),
    Asked.CLOSE_SURE: (M.DELETE, M.NO, M.CANCEL, M.CLOSE_ALL, M.WORKS, M.CLOSE, M.YES, *OF_A_FORM),
    Asked.SOLVED: (
        *STAFF,
        M.THANKS,
        M.STILL_FAILS,
        M.OTHER_MATTER,
        M.NO,
        M.WORKS,
        M.YES,
        *WISHES,
        *OF_A_FORM,
        M.DONE,
    ),
    Asked.REOPEN: (M.NO, M.CANCEL, M.REOPEN, M.STILL_FAILS, M.YES, M.OTHER_MATTER, M.OPEN, *OF_A_FORM),
    Asked.RATING: (M.ANSWER, *ANYTHING),
    Asked.NAME: (M.ANSWER, M.NO, M.LANGUAGE, *OF_A_FORM),
    Asked.COMPANY: (M.ANSWER, M.SKIP, M.NO, M.LANGUAGE, *OF_A_FORM),
    Asked.CLIENT: (M.ME, M.ANSWER, M.NO, *OF_A_FORM),
    Asked.CHOICE: ANYTHING,
    Asked.MOVED: (M.MISPLACED, M.NO, M.OTHER_MATTER, *ANYTHING),
    Asked.PLACE: (*STAFF, *WISHES, M.PROBLEM, *ALWAYS, M.NO, M.YES, M.DONE, M.GREETING, M.THANKS),
    Asked.LAST_WORD: (*OF_A_FORM, M.SKIP, M.NO, M.YES, M.DONE),
    Asked.TEXT: (M.SKIP, M.DONE, *OF_A_FORM),
}
"""Where several are read in one text, the first of these is what it means."""

COMES_TO: Mapping[tuple[Asked, Meaning], Meaning] = {
    (Asked.PHONE, M.NO): M.SKIP,
    (Asked.COMPANY, M.NO): M.SKIP,
    (Asked.IMAGE, M.NO): M.SKIP,
    (Asked.LAST_WORD, M.NO): M.SKIP,
    (Asked.SUMMARY, M.CANCEL): M.NO,
    (Asked.YES_NO, M.CANCEL): M.NO,
    (Asked.DELETE_SURE, M.CANCEL): M.NO,
    (Asked.DELETE_SURE, M.DELETE): M.YES,
    (Asked.CLOSE_SURE, M.CANCEL): M.NO,
    (Asked.CLOSE_SURE, M.WORKS): M.YES,
    (Asked.CLOSE_SURE, M.CLOSE): M.YES,
    (Asked.SOLVED, M.NO): M.STILL_FAILS,
    (Asked.SOLVED, M.YES): M.WORKS,
    (Asked.MOVED, M.OTHER_MATTER): M.MISPLACED,
    (Asked.REOPEN, M.CANCEL): M.NO,
    (Asked.REOPEN, M.REOPEN): M.YES,
    (Asked.REOPEN, M.STILL_FAILS): M.YES,
}

OPINED: Mapping[Asked, Asked] = {
    **{asked: asked for asked in (Asked.NOTHING, Asked.PHONE, Asked.IMAGE, Asked.SUMMARY)},
    **{asked: asked for asked in (Asked.YES_NO, Asked.SOLVED, Asked.REOPEN)},
    Asked.CHOICE: Asked.NOTHING,
    Asked.PLACE: Asked.NOTHING,
    Asked.CLOSE_SURE: Asked.YES_NO,
    Asked.DELETE_SURE: Asked.YES_NO,
}
"""Where the examples are asked, and those of which question."""

CHANGES = frozenset(
    {*STAFF[:5], M.CLOSE, M.CLOSE_ALL, M.DELETE, M.ERASE_ME, M.REOPEN, M.INVITE, M.ABSENT, M.PRESENT}
)
"""What changes something, and is never certain by examples alone."""

SHOWN = frozenset({M.PENDING, M.DUE, M.UNASSIGNED, M.BOARD, M.TECHNICIANS, M.TECHNICIAN_LOAD})
"""What the staff only want to see."""

FREE_TEXT = frozenset({Asked.PERSON, Asked.PROBLEM, Asked.NAME, Asked.COMPANY, Asked.LAST_WORD, Asked.TEXT})
"""Where nothing is corrected, and only what is the whole text interrupts."""


@cache
def ranks(asked: Asked, *, staff: bool) -> Mapping[Meaning | None, int]:
    """The meanings that are looked for, each with its rank; None (a courtesy) is the last."""
    heard = [meaning for meaning in dict.fromkeys(HEARD[asked]) if staff or meaning not in STAFF]
    if staff:  # who says that it still fails says why they reopen it
        heard.sort(key=M.STILL_FAILS.__eq__)
    return {**{meaning: rank for rank, meaning in enumerate(heard)}, None: len(heard)}
