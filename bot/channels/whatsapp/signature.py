"""Checks that a request is Twilio's, and meant for this account and number."""

from collections.abc import Mapping
from urllib.parse import parse_qs, parse_qsl, urlsplit

from twilio.request_validator import RequestValidator

from bot.channels.channel import Forged, Request
from bot.channels.whatsapp.forms import address_of

HEADER = "x-twilio-signature"
FORM = "application/x-www-form-urlencoded"


class _Several(dict[str, list[str]]):
    """The fields as the library's validator reads them: a repeated one with all its values."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


class Signature:
    """`public_url` is our address as Twilio knows it: the headers of a proxy, which tell it too, could be forged."""

    def __init__(self, public_url: str, auth_token: str):
        self._public_url, self._validator = public_url, RequestValidator(auth_token)

    def read(self, request: Request) -> tuple[dict[str, str], dict[str, str]]:
        """The query and the form of a true request. Raises Forged."""
        # JSON is signed by a hash of its own, which the library does not check for a parsed body.
        if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
            raise Forged("not a form")
        try:
            body = request.body.decode("utf-8")
            several = _Several(parse_qs(body, keep_blank_values=True, max_num_fields=1000))
            given = request.headers.get(HEADER) or ""
            true = self._validator.validate(self._url(request.path_and_query), several, given)
        except (UnicodeError, ValueError) as odd:
            raise Forged("not a form that could be signed") from odd
        if not given or not true:
            raise Forged("the signature is missing or wrong")
        query = dict(parse_qsl(urlsplit(request.path_and_query).query, keep_blank_values=True))
        return query, {name: values[0] for name, values in several.items()}

    def _url(self, path_and_query: str) -> str:
        return self._public_url + path_and_query.removesuffix("?")


def must_be_ours(fields: Mapping[str, str], account: str, number_field: str, number: str) -> None:
    """Raises Forged for a true request of another account or number. A field that is absent is not held against it."""
    if fields.get("AccountSid", account) != account:
        raise Forged("another account's")
    if address_of(fields.get(number_field, number)) != number:
        raise Forged("another number's")
