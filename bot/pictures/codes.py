"""QR codes of links: for a terminal, for a page, for a sticker."""

from io import BytesIO, StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image
    from segno import QRCode

QUIET = 4
"""Modules of empty ground around a code, as the standard asks for."""


def blocks(link: str) -> str:
    """In characters, two modules high each."""
    drawn = StringIO()
    _code(link).terminal(drawn, border=QUIET // 2, compact=True)
    return drawn.getvalue()


def svg(link: str) -> bytes:
    drawn = BytesIO()
    _code(link).save(drawn, kind="svg", border=QUIET, light="#fff", omitsize=True)
    return drawn.getvalue()


def picture(link: str, most: int) -> "Image.Image":
    """In whole pixels a module, with sides of at most so many."""
    from PIL import Image  # not before: the pages that show codes do without

    code = _code(link)
    modules, _ = code.symbol_size(border=QUIET)
    drawn = BytesIO()
    code.save(drawn, kind="png", border=QUIET, scale=max(1, most // int(modules)))
    return Image.open(drawn).convert("RGB")


def _code(link: str) -> "QRCode":
    """It can still be read where an eighth of it is worn off."""
    import segno  # not before: each receiver is spared a megabyte until somebody asks for a code

    return segno.make_qr(link, error="m")
