"""What happens to pictures on their way, for `bench/watermark.py`."""

import io
import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

Picture = Image.Image
Attack = Callable[[Picture], Picture]


def coded_as(picture: Picture, form: str, **options: int) -> io.BytesIO:
    """Code *picture* in memory."""
    coded = io.BytesIO()
    picture.save(coded, form, **options)
    coded.seek(0)
    return coded


def _coded(form: str, quality: int) -> Attack:
    def attack(picture: Picture) -> Picture:
        with Image.open(coded_as(picture, form, quality=quality)) as opened:
            return opened.convert("RGB")

    return attack


def _scaled(across: float, down: float | None = None) -> Attack:
    def attack(picture: Picture) -> Picture:
        size = (round(picture.width * across), round(picture.height * (down or across)))
        return picture.resize((max(8, size[0]), max(8, size[1])), Image.Resampling.LANCZOS)

    return attack


def _cut(area: float) -> Attack:
    """Keep a share of the area, off the middle."""

    def attack(picture: Picture) -> Picture:
        width, height = (int(side * math.sqrt(area)) for side in picture.size)
        x, y = int((picture.width - width) * 0.37), int((picture.height - height) * 0.21)
        return picture.crop((x, y, x + width, y + height))

    return attack


def _turned(degrees: float) -> Attack:
    """Turn, and cut away the corners that are empty then."""

    def attack(picture: Picture) -> Picture:
        angle = math.radians(degrees)
        ratio = max(picture.width / picture.height, picture.height / picture.width)
        share = 1 / (math.cos(angle) + ratio * math.sin(angle))
        width, height = int(picture.width * share), int(picture.height * share)
        x, y = (picture.width - width) // 2, (picture.height - height) // 2
        return picture.rotate(degrees, Image.Resampling.BICUBIC).crop((x, y, x + width, y + height))

    return attack


def _noisy(deviation: float) -> Attack:
    def attack(picture: Picture) -> Picture:
        noise = np.random.default_rng(1).normal(0, deviation, (picture.height, picture.width, 3))
        return Image.fromarray((np.asarray(picture) + noise).round().clip(0, 255).astype(np.uint8))

    return attack


def _plated(picture: Picture) -> Picture:
    """Cover the lower seventh, as a broad label would."""
    covered = picture.copy()
    covered.paste((20, 20, 20), (0, round(picture.height * 0.86), *picture.size))
    return covered


def _social(picture: Picture) -> Picture:
    small = picture.copy()
    small.thumbnail((1080, 1080))
    return _coded("JPEG", 70)(small)


def _bent(picture: Picture) -> Picture:
    """Perspective: the right edge is 5 % shorter."""
    width, height = picture.size
    corners = (0, 0, 0, height, width, height * 1.025, width, -height * 0.025)
    return picture.transform(picture.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)


def _then(*attacks: Attack) -> Attack:
    def attack(picture: Picture) -> Picture:
        for one in attacks:
            picture = one(picture)
        return picture

    return attack


HANDLINGS: dict[str, Attack] = {
    "nothing": lambda picture: picture,
    **{f"JPEG {quality}": _coded("JPEG", quality) for quality in (95, 75, 50, 30, 15)},
    "WebP 80": _coded("WEBP", 80),
    "AVIF 60": _coded("AVIF", 60),
    "0.5 × and back": _then(_scaled(0.5), _scaled(2)),
    "0.5 ×": _scaled(0.5),
    "0.3 ×": _scaled(0.3),
    "1.5 ×": _scaled(1.5),
    **{f"cut to {share} %": _cut(share / 100) for share in (90, 70, 50, 25, 10)},
    "turned 2°": _turned(2),
    "turned 10°": _turned(10),
    "turned 90°": lambda picture: picture.transpose(Image.Transpose.ROTATE_90),
    "mirrored": lambda picture: picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "0.9 × across only": _scaled(0.9, 1),
    "turned 5°, 0.9 × across": _then(_turned(5), _scaled(0.9, 1)),
    "perspective 5 %": _bent,
    "noise 5": _noisy(5),
    "noise 10": _noisy(10),
    "blur 1": lambda picture: picture.filter(ImageFilter.GaussianBlur(1)),
    "blur 2": lambda picture: picture.filter(ImageFilter.GaussianBlur(2)),
    "median 5": lambda picture: picture.filter(ImageFilter.MedianFilter(5)),
    "brightness 1.2": lambda picture: ImageEnhance.Brightness(picture).enhance(1.2),
    "contrast 0.7": lambda picture: ImageEnhance.Contrast(picture).enhance(0.7),
    "grey": lambda picture: picture.convert("L").convert("RGB"),
    "lower 14 % covered": _plated,
    "screenshot (0.77 ×, JPEG 80)": _then(_scaled(0.77), _coded("JPEG", 80)),
    "social (1080, JPEG 70)": _social,
    "cut to 50 %, JPEG 50": _then(_cut(0.5), _coded("JPEG", 50)),
    "cut to 70 %, 0.6 ×, JPEG 60": _then(_cut(0.7), _scaled(0.6), _coded("JPEG", 60)),
}  # fmt: skip
