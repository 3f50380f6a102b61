"""Faces of people who do not exist: drawn from a few shapes in front of a patchwork, never a photograph."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw

from patchwork.accounts import photos

SIDE = 640
QUILTS = (
    ("#f6e3c5", "#e8c9a0", "#cfe3d4", "#f2efe6"), ("#d9e6f2", "#bcd3e8", "#f3dfd0", "#eef2f6"),
    ("#e6dcef", "#cfc0e2", "#f4e6cf", "#f3eff7"), ("#dcebd8", "#bfdab8", "#f3d9d5", "#f0f5ee"),
    ("#f7dcd6", "#ecbfb4", "#d8e4ea", "#faf1ee"),
)  # fmt: skip
SKIN = ("#f4d3b8", "#eac09c", "#d8a47a", "#b9805a", "#8f5c3d", "#6d432b")
HAIR = ("#2d2220", "#4a3328", "#6f4a2e", "#a8763e", "#c9a15e", "#8a8580", "#5b2f22")
CLOTHES = ("#2f6f73", "#8c4a5b", "#3f5a8a", "#6a7b3c", "#b06a2c", "#5d4a7d", "#37474f")

BOYISH = frozenset(
    {"bilal", "dan", "george", "ivan", "kit", "moses", "ravi", "tom", "marcus", "olu", "nadeem", "steve", "dev"}
    | {"lachie", "minh", "heath"}
)
SCARVES = frozenset({"amina", "sadia", "farah"})
TONES = {
    "amina": 4, "bilal": 3, "chloe": 1, "dan": 5, "erin": 0, "farah": 3, "george": 5, "hana": 1, "ivan": 0, "joy": 5,
    "kit": 1, "lena": 0, "moses": 5, "nia": 1, "ravi": 3, "marcus": 5, "olu": 5, "sadia": 3, "nadeem": 3, "dev": 3,
    "priya": 3, "minh": 2, "grace": 1, "carys": 0, "aoife": 0, "ruth": 1, "bea": 1, "sue": 0, "tom": 0, "wanda": 0,
    "ffion": 1, "petra": 0, "rosie": 0, "harriet": 1, "lucy": 5, "zoe": 0, "steve": 1, "maria": 1, "jan": 0,
    "lachie": 0, "eleni": 2, "kirra": 1, "sofia": 2, "heath": 0,
}  # fmt: skip


def face(short_name: str) -> tuple[bytes, bytes]:
    """Thumbnail and picture of one practitioner, the same each time."""
    out = io.BytesIO()
    drawn(short_name).resize((photos.PICTURE, photos.PICTURE), Image.Resampling.BOX).save(out, "PNG", compress_level=1)
    out.seek(0)
    made = photos.prepare(out)
    return made.thumbnail, made.picture


def drawn(short_name: str) -> Image.Image:
    """The picture itself."""
    dice = random.Random(short_name)
    image = Image.new("RGB", (SIDE, SIDE))
    draw = ImageDraw.Draw(image)
    _quilt(draw, dice)
    skin = SKIN[TONES.get(short_name, dice.randrange(len(SKIN)))]
    hair, clothes = dice.choice(HAIR[:2] if TONES.get(short_name, 0) > 1 else HAIR), dice.choice(CLOTHES)
    if short_name in SCARVES:
        _scarf(draw, dice.choice(CLOTHES), skin, clothes)
    else:
        _hair_behind(draw, hair, dice, long=short_name not in BOYISH)
        _shoulders(draw, skin, clothes)
        draw.ellipse((205, 150, 435, 430), fill=skin)
        _hair_above(draw, hair, dice, long=short_name not in BOYISH)
        if short_name in BOYISH and dice.random() < 0.35:
            draw.chord((212, 240, 428, 436), 20, 160, fill=hair)
    _features(draw, dice)
    return image


def _quilt(draw: ImageDraw.ImageDraw, dice: random.Random) -> None:
    colours = dice.choice(QUILTS)
    step = SIDE // 4
    for x in range(0, SIDE, step):
        for y in range(0, SIDE, step):
            one, other = dice.sample(colours, 2)
            draw.rectangle((x, y, x + step, y + step), fill=one)
            if dice.random() < 0.6:
                draw.polygon([(x, y), (x + step, y), (x, y + step)], fill=other)


def _shoulders(draw: ImageDraw.ImageDraw, skin: str, clothes: str) -> None:
    draw.rectangle((275, 380, 365, 520), fill=skin)
    draw.ellipse((90, 470, 550, 900), fill=clothes)
    draw.ellipse((270, 440, 370, 520), fill=skin)


def _hair_behind(draw: ImageDraw.ImageDraw, hair: str, dice: random.Random, *, long: bool) -> None:
    if long:
        down = dice.choice((360, 440, 520))
        draw.ellipse((170, 105, 470, 420), fill=hair)
        draw.rounded_rectangle((170, 250, 470, down), radius=60, fill=hair)
        if down == 360:
            draw.ellipse((260, 50, 380, 170), fill=hair)  # a bun


def _hair_above(draw: ImageDraw.ImageDraw, hair: str, dice: random.Random, *, long: bool) -> None:
    if long:
        draw.pieslice((190, 110, 450, 370), 180, 360, fill=hair)
        draw.ellipse((215, 205, 425, 330), fill=draw.im.getpixel((320, 400)))  # the brow, in the skin's own colour
    elif dice.random() < 0.85:
        draw.chord((195, 120, 445, 400), 195, 345, fill=hair)


def _scarf(draw: ImageDraw.ImageDraw, scarf: str, skin: str, clothes: str) -> None:
    draw.ellipse((90, 470, 550, 900), fill=clothes)
    draw.ellipse((160, 90, 480, 500), fill=scarf)
    draw.rounded_rectangle((190, 330, 450, 590), radius=90, fill=scarf)
    draw.ellipse((215, 165, 425, 430), fill=skin)


def _features(draw: ImageDraw.ImageDraw, dice: random.Random) -> None:
    ink = "#2b2320"
    for x in (272, 348):
        draw.ellipse((x, 278, x + 20, 304), fill=ink)
    if dice.random() < 0.3:
        for x in (248, 326):
            draw.ellipse((x, 256, x + 68, 326), outline=ink, width=6)
        draw.line((316, 288, 326, 288), fill=ink, width=6)
    draw.arc((276, 316, 364, 384), 25, 155, fill=ink, width=8)
