"""Translates Twilio's error codes into TryLater, Undeliverable (and why) or Misconfigured.

Twilio publishes no such split; this one is made from what each code's page says of its causes. A code that is listed
nowhere here proves nothing against the message: it is tried again, and given up only once that has lasted a while.
"""

from bot.channels.channel import WINDOW, Misconfigured, TryLater, Undeliverable

Failure = TryLater | Undeliverable | Misconfigured

HOUR = 3600.0

OURS = {
    10001: "the account is not active",
    20003: "Twilio does not know the account or its token",
    20005: "the account is not active",
    21606: "the number in `whatsapp.from` is not the account's",
    21609: "Twilio cannot call `web.public_url`",
    21910: "`whatsapp.from` is no WhatsApp sender",
    30002: "the account is suspended",
    63001: "the sender's channel is not authorised",
    63002: "the sender's channel is not found",
    63007: "the account has no WhatsApp sender with this number",
    63008: "the sender is wrongly set up at Twilio",
    63020: "the business account was not accepted by Meta",
    63022: "the sender's certificate is not valid",
    63101: "Twilio has no access to the WhatsApp business account",
    63112: "Meta disabled the WhatsApp business account",
}

# Seconds to wait, where the code says more than "try again".
LATER: dict[int, float | None] = {
    14107: None,
    20429: None,
    21611: 30.0,  # Twilio's own queue for us is full
    30001: 30.0,
    30008: None,
    63009: None,
    63010: None,
    63012: None,
    63017: None,
    63018: 10.0,  # Meta counts the messages to one person: about one in six seconds, over time
    63023: None,
    63038: 6 * HOUR,  # the day's allowance is used up
    63049: HOUR,  # Meta chose not to deliver it now
}

BLOCKED = {21610, 63014}
ONCE_MORE = {63019}  # it could not fetch the file from us, or Meta from it
INVALID_REQUESTS = range(21000, 22000)  # the API's own checks of a message
REFUSED = {
    20404, 30003, 30004, 30005, 30006, 30007, 63006, 63013, 63026, 63027, 63028, 63030, 63031, 63032, 63033, 63041,
}  # fmt: skip
REASONS = {
    63016: WINDOW,
    21211: "no_such_number",
    21614: "no_such_number",
    63003: "no_such_number",
    63015: "no_such_number",
    63024: "no_such_number",
    63005: "too_big",
    12300: "media_refused",
    63019: "media_refused",
    63021: "media_refused",
    63034: "media_refused",
}


def of_code(code: int | None, why: str = "") -> Failure:
    """What a message that failed with this code means; None where Twilio tells none."""
    said = f"Twilio {code or ''}: {why}".replace(" :", ":") if why else f"Twilio {code}"
    if code in OURS:
        return Misconfigured(f"{said} ({OURS[code]})")
    if code in LATER:
        return TryLater(said, LATER[code])
    if code in BLOCKED:
        return Undeliverable(said, "blocked", blocked=True)
    if code in REASONS:
        return Undeliverable(said, REASONS[code], once_more=code in ONCE_MORE)
    if code in REFUSED or code in INVALID_REQUESTS:
        return Undeliverable(said, "refused")
    return TryLater(said, doubtful=True)


def of_answer(status: int, code: int | None, why: str) -> Failure:
    """What an answer of Twilio's API other than 2xx means."""
    if status >= 500:  # it may have been carried out all the same
        return TryLater(f"Twilio {status}: {why}", unknown=True)
    if status == 429:
        return TryLater(f"Twilio {status}: {why}")
    if status in (401, 403) and code not in REASONS:
        return Misconfigured(f"Twilio {status}: {why} (whatsapp.account_sid, whatsapp.auth_token)")
    return of_code(code, why)
