"""Every setting, its type and its default: a class a section of config.toml."""

from datetime import date, time, timedelta
from typing import Annotated, Literal, Self, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from bot.settings import parsers

OpenHours: TypeAlias = tuple[time, time]

Duration = Annotated[timedelta | None, BeforeValidator(parsers.duration)]
TimeOfDay = Annotated[time | None, BeforeValidator(parsers.time_of_day)]
DayHours = Annotated[tuple[OpenHours, ...], BeforeValidator(parsers.hours)]
Days = Annotated[frozenset[date], BeforeValidator(parsers.days)]
Zone = Annotated[ZoneInfo, BeforeValidator(parsers.time_zone)]
Line = Annotated[str, AfterValidator(parsers.line)]
Language = Annotated[str, AfterValidator(parsers.language)]
Region = Annotated[str, AfterValidator(parsers.region)]
AreaCode = Annotated[str, AfterValidator(parsers.area_code)]
Holidays = Annotated[str, AfterValidator(parsers.country_of_holidays)]
Address = Annotated[str, AfterValidator(parsers.address)]
Photos = Annotated[str, AfterValidator(parsers.folder_or_bucket)]
Networks = Annotated[tuple[parsers.Network, ...], BeforeValidator(parsers.networks)]
Sender = Annotated[str, AfterValidator(parsers.whatsapp_number)]
Template = Annotated[str, AfterValidator(parsers.template)]
Collector = Annotated[str, AfterValidator(parsers.collector)]
Secret = Annotated[SecretStr, BeforeValidator(parsers.secret)]
WebhookSecret = Annotated[SecretStr, BeforeValidator(parsers.webhook_secret)]
Dsn = Annotated[SecretStr, BeforeValidator(parsers.dsn)]
StoreUrl = Annotated[SecretStr, BeforeValidator(parsers.store)]

NINE_TO_SIX: tuple[OpenHours, ...] = ((time(9), time(18)),)
NO_SECRET = SecretStr("")


class Section(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, str_strip_whitespace=True
    )


class Desk(Section):
    name: Line = Field(default="Ticketero", min_length=1, max_length=80)
    language: Language = "es_AR"
    timezone: Zone = ZoneInfo("America/Argentina/Buenos_Aires")
    region: Region = "AR"
    area_code: AreaCode = "11"
    access: Literal["approval", "closed", "open"] = "approval"
    first_ticket: int = Field(default=1, ge=1, le=1_000_000_000)


class Store(Section):
    """`url` is a secret: it may hold a password."""

    url: StoreUrl = SecretStr("sqlite:///ticketero.db")
    photos: Photos = "photos"
    pooler: bool = False
    connections: int = Field(default=10, ge=2, le=1000)


class Web(Section):
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8080, ge=1, le=65535)
    public_url: Address = "http://127.0.0.1:8080"
    secret_key: Secret = NO_SECRET
    metrics_token: Secret = NO_SECRET
    trusted_proxies: Networks = ()


class Telegram(Section):
    token: Secret = NO_SECRET
    webhook_secret: WebhookSecret = NO_SECRET
    receive: Literal["webhook", "polling"] = "webhook"
    api_url: Address = "https://api.telegram.org"

    @property
    def on(self) -> bool:
        return bool(self.token)

    @model_validator(mode="after")
    def has_a_secret_for_its_webhook(self) -> Self:
        if self.on and self.receive == "webhook" and not self.webhook_secret:
            raise fault_at("webhook_secret", "telegram.receive is webhook: forged calls are told by it")
        return self


class Templates(Section):
    news: Template = ""


class WhatsApp(Section):
    """`sender` is the key `from`, which is a word of Python's."""

    account_sid: str = ""
    auth_token: Secret = NO_SECRET
    sender: Sender = Field(default="", alias="from")
    api_url: Address = "https://api.twilio.com"
    content_url: Address = "https://content.twilio.com"
    templates: Templates = Templates()

    @property
    def on(self) -> bool:
        return bool(self.account_sid and self.auth_token and self.sender)

    @model_validator(mode="after")
    def has_all_or_none(self) -> Self:
        credentials = {"account_sid": self.account_sid, "auth_token": self.auth_token, "from": self.sender}
        absent = [key for key, value in credentials.items() if not value]
        if 0 < len(absent) < len(credentials):
            raise fault_at(absent[0], "WhatsApp has only some of account_sid, auth_token and from")
        return self


def fault_at(key: str, why: str) -> ValidationError:
    """A fault of a whole section, reported at the key that would mend it."""
    fault = PydanticCustomError("missing", "is needed, since {why}", {"why": why})
    detail = InitErrorDetails(type=fault, loc=(key,), input=None)
    return ValidationError.from_exception_data("missing", [detail], hide_input=True)


class Webchat(Section):
    enabled: bool = True

    @property
    def on(self) -> bool:
        return self.enabled


class Hours(Section):
    monday: DayHours = NINE_TO_SIX
    tuesday: DayHours = NINE_TO_SIX
    wednesday: DayHours = NINE_TO_SIX
    thursday: DayHours = NINE_TO_SIX
    friday: DayHours = NINE_TO_SIX
    saturday: DayHours = ()
    sunday: DayHours = ()
    holidays: Holidays = parsers.COUNTRY
    closed: Days = frozenset()

    @property
    def week(self) -> tuple[tuple[OpenHours, ...], ...]:
        """Openings and closings by `date.weekday()`; none where the day is closed."""
        workdays = (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday)
        return (*workdays, self.saturday, self.sunday)


class Reminders(Section):
    """All count working time, except `resume_after`, which counts every hour; None is off."""

    unassigned_after: Duration = timedelta(minutes=30)
    unanswered_after: Duration = timedelta(hours=4)
    escalate_after: Duration = timedelta(hours=8)
    repeat_every: Duration = timedelta(hours=4)
    nudge_after: Duration = None
    autoclose_after: Duration = None
    digest_at: TimeOfDay = time(18)
    resume_after: Duration = timedelta(hours=24)


class Deadlines(Section):
    """Working time to a solution, by criticality; None is off."""

    critical: Duration = timedelta(hours=4)
    high: Duration = timedelta(hours=8)
    medium: Duration = timedelta(hours=24)
    low: Duration = timedelta(hours=40)


class Retention(Section):
    """How long what is done with is kept; None is for ever."""

    payloads: Duration = timedelta(days=30)
    files: Duration = None
    closed_tickets: Duration = None


class Log(Section):
    """level: of what is ours. sentry: a project's address there (its DSN); traces: a collector's of OpenTelemetry."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"
    sentry: Dsn = NO_SECRET
    traces: Collector = ""


class Settings(Section):
    desk: Desk = Desk()
    store: Store = Store()
    web: Web = Web()
    telegram: Telegram = Telegram()
    whatsapp: WhatsApp = WhatsApp()
    webchat: Webchat = Webchat()
    hours: Hours = Hours()
    reminders: Reminders = Reminders()
    deadlines: Deadlines = Deadlines()
    retention: Retention = Retention()
    log: Log = Log()
