"""A grey tag laid over a picture: it shows, in whatever way the samples are coded, and nothing else changes."""

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import png_oracle
from png_oracle import FORMS, noise, palette_of
from tellmark.media import raster
from tellmark.media.box import Box
from tellmark.media.kinds import Kind
from tellmark.media.raster_lay import lay

TAG = np.tile(np.linspace(0, 255, 8).round().astype(np.uint8), (6, 1))
OPAQUE = np.full_like(TAG, 255)
PLACE = Box(3, 4, 8, 6)


def laid(data: bytes, tag: NDArray[np.uint8] = TAG, alpha: NDArray[np.uint8] = OPAQUE) -> bytes:
    out = io.BytesIO()
    raster.encode(lay(raster.decode(Kind.PNG, io.BytesIO(data)), PLACE, tag, alpha), out)
    return out.getvalue()


def shown(data: bytes) -> NDArray[np.int64]:
    """What a viewer shows: RGBA of 8 bits, by Pillow."""
    picture = Image.open(io.BytesIO(data))
    if picture.mode == "I;16":
        grey = np.asarray(picture).astype(np.int64) // 257
        return np.dstack([grey, grey, grey, np.full_like(grey, 255)])
    return np.asarray(picture.convert("RGBA")).astype(np.int64)


@pytest.mark.parametrize("transparent", [False, True])
@pytest.mark.parametrize(("depth", "code"), FORMS)
def test_a_tag_shows_and_nothing_else_changes(depth: int, code: int, transparent: bool) -> None:
    transparency = {0: b"\0\0", 2: b"\0\0\0\0\0\0", 3: bytes(1 << depth)}.get(code, b"") if transparent else b""
    samples = noise(17, 15, depth, code)
    before = png_oracle.write(samples, depth, code, palette_of(depth, code), transparency)
    after = laid(before)
    inside = np.zeros((15, 17), bool)
    inside[PLACE.y : PLACE.bottom, PLACE.x : PLACE.right] = True
    assert (shown(after)[~inside] == shown(before)[~inside]).all()
    result = shown(after)[inside].reshape(6, 8, 4)
    assert (result[:, :, 3] == 255).all()
    coarse = 8 if code == 3 else 1 if depth >= 8 or transparent else 255 // ((1 << depth) - 1) // 2 + 1
    assert np.abs(result[:, :, :3] - TAG[:, :, None]).max() <= coarse + (transparent and depth >= 8)


@pytest.mark.parametrize(("depth", "code"), [(16, 0), (16, 2), (16, 4), (16, 6)])
def test_sixteen_bits_stay_sixteen_bits(depth: int, code: int) -> None:
    samples = noise(17, 15, depth, code)
    result, *form, _ = png_oracle.read(laid(png_oracle.write(samples, depth, code)))
    assert form == [16, code]
    inside = np.zeros((15, 17), bool)
    inside[PLACE.y : PLACE.bottom, PLACE.x : PLACE.right] = True
    assert (result[~inside] == samples[~inside]).all()
    assert (result[inside][:, 0] == TAG.reshape(-1).astype(int) * 257).all()


def test_a_tag_takes_the_free_places_of_a_palette() -> None:
    samples = np.arange(17 * 40).reshape(40, 17, 1) % 200
    result, depth, code, chunks = png_oracle.read(laid(png_oracle.write(samples, 8, 3, bytes(600), bytes(200))))
    assert (depth, code) == (8, 3)
    assert len(chunks[b"PLTE"]) > 600
    assert (result[12:] == samples[12:]).all()
    assert len(chunks[b"tRNS"]) == 200


def test_a_full_palette_becomes_true_colour() -> None:
    samples = np.arange(17 * 40).reshape(40, 17, 1) % 256
    data = png_oracle.write(samples, 8, 3, np.random.default_rng(1).bytes(768))
    result, depth, code, _ = png_oracle.read(laid(data))
    assert (depth, code) == (8, 2)
    assert (shown(data)[12:, :, :3] == result[12:]).all()


def test_a_soft_edge_lets_the_picture_through() -> None:
    data = png_oracle.write(np.full((15, 17, 4), 200), 8, 6)
    result = png_oracle.read(laid(data, np.zeros_like(TAG), np.full_like(TAG, 51)))[0]
    cover, under = 51 / 255, 200 / 255
    opacity = cover + under * (1 - cover)
    assert np.abs(result[5, 5, 3] - 255 * opacity) <= 1
    assert np.abs(result[5, 5, 0] - 200 * under * (1 - cover) / opacity) <= 1


def test_where_the_tag_is_clear_nothing_changes() -> None:
    samples = noise(17, 15, 16, 6)
    result = png_oracle.read(laid(png_oracle.write(samples, 16, 6), TAG, np.zeros_like(TAG)))[0]
    assert (result == samples).all()
