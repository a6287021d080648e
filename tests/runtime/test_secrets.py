"""What no log line may show is known however it is given."""

import pytest

from bot.runtime import assemble
from bot.settings.sections import Settings


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://desk:muy%20secreto@db/desk",
        "postgresql+psycopg:///desk?host=/run&password=muy%20secreto",
        "postgresql+psycopg:///desk?sslpassword=muy+secreto&host=/run",
    ],
)
def test_the_password_of_the_store_is_one_of_them(url: str) -> None:
    secrets = assemble.collect_secrets(Settings.model_validate({"store": {"url": url}}))
    assert {"muy secreto", "muy%20secreto"} <= set(secrets)
