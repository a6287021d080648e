"""A picture for the demo, drawn here: nothing is fetched and nobody's photo is used."""

from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (960, 720)


def printer() -> bytes:
    """A printer with a sheet that is stuck in it, as a JPEG."""
    image = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(image)
    _room(draw)
    draw.polygon(((300, 120), (640, 60), (690, 300), (320, 330)), fill="#fbfaf6")
    for line in range(5):
        draw.line((350, 150 + line * 28, 600, 106 + line * 28), fill="#b9c2c4", width=7)
    _machine(draw)
    made = BytesIO()
    image.save(made, "JPEG", quality=86)
    return made.getvalue()


def _room(draw: ImageDraw.ImageDraw) -> None:
    wide, high = SIZE
    for y in range(high):
        shade = 30 * y // high
        draw.line((0, y, wide, y), fill=(226 - shade, 216 - shade, 201 - shade))
    draw.rectangle((0, 560, wide, high), fill="#8d6f52")


def _machine(draw: ImageDraw.ImageDraw) -> None:
    crumpled = (
        (330, 430),
        (640, 430),
        (700, 640),
        (590, 600),
        (540, 660),
        (450, 610),
        (380, 655),
        (280, 625),
    )
    draw.rounded_rectangle((180, 270, 780, 590), 36, fill="#3b4549")
    draw.rounded_rectangle((180, 270, 780, 350), 30, fill="#4e5a5f")
    draw.rounded_rectangle((290, 292, 690, 322), 10, fill="#1d2426")
    draw.polygon(crumpled, fill="#f4f1ea")
    draw.rounded_rectangle((270, 415, 700, 445), 10, fill="#1d2426")
    draw.rounded_rectangle((640, 362, 750, 402), 8, fill="#9fc7bd")
    draw.ellipse((205, 368, 237, 400), fill="#e0503c")
