"""What is measured on: real photographs and a real film, brought to the sizes that people send."""

from pathlib import Path

import av
import numpy as np
import skimage.data
from PIL import Image

FILM = Path(__file__).parents[1] / "src/tellmark/cli/demo/samples/film.mp4"


def photograph(path: Path) -> Path:
    """Write a 4000 x 3000 JPEG (12 MP, 4:2:0, quality 90): real photographs side by side at their own resolution."""
    tiles = [skimage.data.astronaut(), skimage.data.coffee(), skimage.data.chelsea(), skimage.data.rocket()]
    sheet = np.zeros((3000, 4000, 3), np.uint8)
    top = 0
    while top < 3000:
        left, number = 0, top
        while left < 4000:
            tile = tiles[number % len(tiles)][: 3000 - top, : 4000 - left]
            sheet[top : top + tile.shape[0], left : left + tile.shape[1]] = tile
            left, number = left + tile.shape[1], number + 1
        top += 300
    Image.fromarray(sheet).save(path, quality=90)
    return path


def film(path: Path) -> Path:
    """Write a 1920 x 1080 film (H.264, AAC kept) from the demo's film, 5 seconds."""
    with av.open(str(FILM)) as source, av.open(str(path), "w") as target:
        picture, sound = source.streams.video[0], source.streams.audio[0]
        coded = target.add_stream("libx264", rate=picture.average_rate, options={"crf": "20", "preset": "fast"})
        coded.width, coded.height, coded.pix_fmt = 1920, 1080, "yuv420p"
        kept = target.add_stream_from_template(sound)
        for packet in source.demux(picture, sound):
            if packet.stream is sound and packet.dts is not None:
                packet.stream = kept
                target.mux(packet)
            elif packet.stream is picture:
                for frame in picture.decode(packet):
                    target.mux(coded.encode(frame.reformat(1920, 1080, "yuv420p")))
        target.mux(coded.encode(None))
    return path
