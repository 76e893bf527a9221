"""Recordings of people who speak, on their way in: through the sandbox, and as a wave file of our own out of it."""

import tempfile
from dataclasses import dataclass
from typing import BinaryIO, cast

from tellmark.marks.orders import Lend
from tellmark.media.sandbox import Limits
from tellmark.media.speech import LARGEST, SPEECH, NotHeard


@dataclass(frozen=True, slots=True)
class Hearing:
    """Opens recordings in the sandboxes that *lend* lends."""

    lend: Lend

    def heard(self, stream: BinaryIO) -> bytes:
        """Return what is heard in *stream* as a wave file (one channel, 16 kHz, 16 bit).

        Raises NotHeard, NeedsAv, and what the sandbox says.
        """
        size = stream.seek(0, 2)
        stream.seek(0)
        if size > LARGEST:
            raise NotHeard(f"the file has more than {LARGEST >> 20} MB")
        with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target, self.lend() as cell:
            source.write(stream.read())  # a sandbox takes files, and what was sent may lie in memory
            source.seek(0)
            files = {"source": cast(BinaryIO, source), "target": cast(BinaryIO, target)}
            cell.run(SPEECH, None, float, files=files, limits=Limits.for_size(size))
            target.seek(0)
            return target.read()
