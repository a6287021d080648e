"""The board as a picture: open tickets by technician and criticality, their age, four weeks of opened and closed."""

from bot.clock.figures.board import AGE_NAMES, LEVELS, Board, Load
from bot.language.texts import Voice
from bot.pictures.sheet import CARD, INK, Figure, Part, Sheet

COLOURS = {"critical": "#b3261e", "high": "#e8862e", "medium": "#e9c440", "low": "#3f8f5f", None: "#9aa0aa"}
ON_BRIGHT = {"high", "medium", None}
OPENED, CLOSED = "#3a6ea5", "#3f8f5f"
MOST_LOADS = 12


def draw(board: Board, voice: Voice) -> bytes:
    """A PNG of it, in the language of the voice."""
    sheet = Sheet()
    sheet.title(voice("picture.board", desk=board.desk), voice.texts.minute(board.at))
    sheet.figures(
        [
            Figure(str(board.open), voice("picture.open")),
            Figure(str(board.unassigned), voice("picture.unassigned"), colour=_warning(board.unassigned)),
            Figure(str(board.overdue), voice("picture.overdue"), colour=_warning(board.overdue)),
        ]
    )
    if board.longest is not None:
        elapsed = voice.texts.span(voice.language, board.longest.waits)
        sheet.sentence(voice("board.longest", number=board.longest.number, elapsed=elapsed))
    if board.open:
        _loads(sheet, board, voice)
        _ages(sheet, board, voice)
    else:
        sheet.sentence(voice("picture.nothing_open"))
    _weeks(sheet, board, voice)
    return sheet.png()


def _warning(count: int) -> str:
    return COLOURS["critical"] if count else INK


def _loads(sheet: Sheet, board: Board, voice: Voice) -> None:
    sheet.heading(voice("picture.loads"))
    used = [level for level, n in zip(LEVELS, board.by_level, strict=True) if n]
    sheet.legend([(_level(level, voice), COLOURS[level]) for level in used])
    sheet.bars([_load(load, voice) for load in board.loads[:MOST_LOADS]])
    more = board.loads[MOST_LOADS:]
    if more:
        sheet.sentence(voice("picture.more", n=len(more), tickets=sum(load.total for load in more)))


def _load(load: Load, voice: Voice) -> tuple[str, list[Part], str]:
    parts = [
        Part(n, COLOURS[level], INK if level in ON_BRIGHT else CARD)
        for level, n in zip(LEVELS, load.by_level, strict=True)
    ]
    return load.name or voice("picture.unassigned"), parts, str(load.total)


def _level(level: str | None, voice: Voice) -> str:
    return voice(f"criticality.{level}") if level else voice("picture.no_level")


def _ages(sheet: Sheet, board: Board, voice: Voice) -> None:
    sheet.heading(voice("board.ages"))
    groups = [(name, n) for name, n in zip(AGE_NAMES, board.ages, strict=True) if n]
    sheet.bars([(voice(f"board.{name}"), [Part(n, OPENED)], str(n)) for name, n in groups])


def _weeks(sheet: Sheet, board: Board, voice: Voice) -> None:
    weeks = [week for week in board.weeks if week.opened or week.closed]
    if not weeks:
        return
    sheet.heading(voice("board.weeks"))
    sheet.legend([(voice("picture.opened"), OPENED), (voice("picture.closed"), CLOSED)])
    for week in weeks:
        sheet.pair(
            week.begins.strftime("%d-%m"), Part(week.opened, OPENED), Part(week.closed, CLOSED), _most(board)
        )


def _most(board: Board) -> int:
    return max(max(week.opened, week.closed) for week in board.weeks)
