"""When the desk attends, for whoever asks: «Nuestro horario: lunes a viernes de 9 a 18.»"""

from collections.abc import Iterator, Sequence
from datetime import time
from itertools import groupby

from bot.channels.messages import Reply
from bot.clock import away, working_time
from bot.desk import Desk
from bot.language.texts import Voice
from bot.replies.turn import Turn
from bot.settings.sections import Hours, OpenHours

ALL_DAY = ((time(), time.max),)


def are_known(desk: Desk) -> bool:
    """False where no day of the week has any."""
    return any(desk.settings.hours.week)


def say(turn: Turn) -> None:
    """The week's, and whether somebody is there now."""
    hours, working = turn.desk.settings.hours, working_time.of(turn.desk)
    opens = None if working.is_open(turn.now) else working.opens_next(turn.now)
    values = {
        "hours": lambda voice: _in_words(voice, hours),
        "back": away.back(opens, turn.now) if opens else "",
    }
    turn.say(Reply("hours.closed_now" if opens else "hours.open_now", values))


def _in_words(voice: Voice, hours: Hours) -> str:
    key = "hours.but_holidays" if hours.holidays else "hours.week"
    return voice(key, days=", ".join(_spoken(voice, hours.week)))


def _spoken(voice: Voice, week: Sequence[Sequence[OpenHours]]) -> Iterator[str]:
    """Days of the same hours together: «lunes a viernes de 9 a 18», «sábado de 9 a 13»."""
    names = voice.texts.weekdays(voice.language)
    for spans, days in groupby(range(len(week)), key=lambda day: week[day]):
        if spans:
            yield f"{_days(voice, [names[day] for day in days])} {_spans(voice, spans)}"


def _days(voice: Voice, names: Sequence[str]) -> str:
    several = len(names) > 2
    return voice("hours.days", first=names[0], last=names[-1]) if several else voice.list(names)


def _spans(voice: Voice, spans: Sequence[OpenHours]) -> str:
    if tuple(spans) == ALL_DAY:
        return voice("hours.all_day")
    return voice.list(
        [voice("hours.span", opens=away.clock(opens), closes=_closing(end)) for opens, end in spans]
    )


def _closing(at: time) -> str:
    return "24" if at == time.max else away.clock(at)
