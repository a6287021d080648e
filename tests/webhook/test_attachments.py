"""A file is saved under its own name, whatever alphabet that is in: by its signed link and from the web chat."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import select

from bot.channels import signed_links
from bot.channels.webchat import WebChat
from bot.desk import Desk
from bot.media.downloads import Downloads
from bot.replies import compose
from store.database import Database, StoreAway
from store.files.photos import Photos
from store.tables import File
from tests.databases.stores import opened
from tests.harness.browsers import entered, somebody
from tests.harness.desks import desk_on
from webhook import attachments, create_app

NAMES = {
    "informe.pdf": "attachment; filename=informe.pdf",
    "el informe.pdf": 'attachment; filename="el informe.pdf"',
    "página.pdf": "attachment; filename=pagina.pdf; filename*=UTF-8''p%C3%A1gina.pdf",
    "отчёт 📎.pdf": "attachment; filename=\"_____ _.pdf\"; filename*=UTF-8''" + quote("отчёт 📎.pdf"),
    "a\r\nX-Bad: 1": 'attachment; filename="aX-Bad: 1"',
    "": "attachment; filename=archivo",
    "\u200e\u202e": "attachment; filename=archivo",
    "x" * 999 + ".pdf": f"attachment; filename={'x' * 196}.pdf",
    "“final” €.pdf": "attachment; filename=\"_final_ _.pdf\"; filename*=UTF-8''" + quote("“final” €.pdf"),
    "pa\u0301gina.pdf": "attachment; filename=pagina.pdf; filename*=UTF-8''pa%CC%81gina.pdf",
    '"; filename=x.html': 'attachment; filename="\\"; filename=x.html"',
}


@pytest.mark.parametrize(("name", "header"), NAMES.items())
def test_a_name_comes_in_ascii_and_as_it_is(name: str, header: str) -> None:
    answer = attachments.answer(name, "application/pdf", b"%PDF")
    assert answer.headers["Content-Disposition"] == header
    header.encode("latin-1")


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Desk]:
    for store in opened(sqlite_url):
        yield desk_on(store, tmp_path, WebChat(Photos(tmp_path / "photos"), "http://localhost"))


@pytest.mark.parametrize("name", ["página.html", "отчёт 📎.html", "報告.html"])
def test_both_ways_to_a_file_give_the_same_answer(desk: Desk, name: str) -> None:
    browser = entered(create_app(desk), desk, somebody(desk))
    browser.sends("", (name, "text/html", b"<script>alert(1)</script>"))
    downloads = Downloads(desk)
    downloads.fetch()
    assert downloads.drain(10)
    with desk.store.read() as session:
        file = signed_links.linked(compose.stored(session.scalars(select(File)).one()))
    signed = signed_links.sign(desk.secret_key, file, desk.now() + signed_links.LASTS)
    for address in (browser.page.files[0], f"/files/{signed}"):
        answer = browser.client.get(address)
        assert answer.data == b"<script>alert(1)</script>"
        assert answer.headers["Content-Disposition"].endswith(f"filename*=UTF-8''{quote(name)}")
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"].startswith("text/html")


def test_a_link_opens_while_the_database_is_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    file = signed_links.Linked(desk.photos.keep(b"%PDF"), "informe.pdf", "application/pdf")
    signed = signed_links.sign(desk.secret_key, file, desk.now() + signed_links.LASTS)
    client = create_app(desk).test_client()

    def away(_: Database) -> None:
        raise StoreAway("it restarts")

    monkeypatch.setattr(Database, "read", away)
    assert client.get(f"/files/{signed}").data == b"%PDF"
