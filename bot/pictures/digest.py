"""The digest as a picture: a day or a week, against the week before; zeros are left out."""

from datetime import timedelta

from bot.clock.figures import measures, summary
from bot.clock.figures.summary import Against, Solved, Summary
from bot.language.texts import Voice
from bot.pictures.board import CLOSED, COLOURS, OPENED
from bot.pictures.sheet import Figure, Part, Sheet

MOST_LINES = 10


def draw(told: Summary, voice: Voice) -> bytes:
    """A PNG of it, in the language of the voice."""
    sheet = Sheet()
    sheet.title(told.desk, summary.title(told, voice).capitalize())
    counts = [("picture.opened", told.opened), ("picture.closed", told.closed)]
    sheet.figures([_count(key, count, voice) for key, count in counts if count.now or count.before])
    late = [("picture.waiting", told.waiting), ("picture.overdue", told.overdue)]
    sheet.figures([Figure(str(n), voice(key), colour=COLOURS["critical"]) for key, n in late if n])
    times = [("picture.first_answer", told.first_answer), ("picture.solution", told.solution)]
    marks = told.satisfaction
    sheet.figures(
        [
            *(_time(key, time, voice) for key, time in times if time.now is not None),
            *([_satisfaction(marks, voice)] if marks.now is not None else []),
        ]
    )
    _technicians(sheet, told, voice)
    _categories(sheet, told, voice)
    return sheet.png()


def _count(key: str, count: Against[int], voice: Voice) -> Figure:
    return Figure(str(count.now), voice(key), _before(str(count.before) if count.before else "", voice))


def _time(key: str, time: Against[timedelta | None], voice: Voice) -> Figure:
    assert time.now is not None
    before = measures.said(voice, time.before) if time.before is not None else ""
    return Figure(measures.said(voice, time.now), voice(key), _before(before, voice))


def _satisfaction(marks: Against[float | None], voice: Voice) -> Figure:
    before = _before(summary.mark(voice, marks.before), voice)
    return Figure(f"{summary.mark(voice, marks.now)} / 5", voice("picture.satisfaction"), before)


def _before(figure: str, voice: Voice) -> str:
    return voice("picture.before", figure=figure) if figure else ""


def _technicians(sheet: Sheet, told: Summary, voice: Voice) -> None:
    if told.technicians:
        sheet.heading(voice("digest.technicians"))
        sheet.bars([_solved(each, voice) for each in told.technicians[:MOST_LINES]])


def _solved(each: Solved, voice: Voice) -> tuple[str, list[Part], str]:
    name = each.name or voice("digest.no_technician")
    return name, [Part(each.closed, CLOSED)], f"{each.closed} · {measures.said(voice, each.took)}"


def _categories(sheet: Sheet, told: Summary, voice: Voice) -> None:
    if any(name for name, _ in told.categories):
        sheet.heading(voice("digest.categories"))
        rows = told.categories[:MOST_LINES]
        sheet.bars([(name or voice("digest.no_category"), [Part(n, OPENED)], str(n)) for name, n in rows])
