"""Coverage-guided fuzzing of the metadata readers and writers; needs `pip install atheris`; no test.

python tests/fuzz/containers_atheris.py -max_total_time=600 [folder of seeds]
"""

import io
import sys

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]  # not for developers

with atheris.instrument_imports():
    from tellmark.media.containers import Inscribed, read, write
    from tellmark.media.kinds import HEAD, Modality, sniff
    from tellmark.values.errors import TellmarkError


def one_input(data: bytes) -> None:
    """Read and write *data*: an answer, or an error that a person can act on; what was written is read again."""
    try:
        kind = sniff(data[:HEAD])
        marks = Inscribed(None if kind.modality is Modality.IMAGE else b"{}", b"<packet/>")
        read(kind, io.BytesIO(data))
        out = io.BytesIO()
        write(kind, io.BytesIO(data), out, marks)
    except TellmarkError:
        return
    found = read(kind, out)
    assert [site.data for site in found.xmp] == [marks.xmp]
    assert [site.data for site in found.aigc] == ([] if marks.aigc is None else [marks.aigc])
    assert not found.credential


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
