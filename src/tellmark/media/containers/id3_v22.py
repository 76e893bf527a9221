"""ID3v2.2 frames under the names that ID3v2.3 gave them."""

from typing import Final

from tellmark.media.containers.id3_frames import Frame
from tellmark.media.containers.model import CannotCarry
from tellmark.values.errors import Malformed

_NAMES: Final = {
    b"BUF": b"RBUF",
    b"CNT": b"PCNT",
    b"COM": b"COMM",
    b"CRA": b"AENC",
    b"ETC": b"ETCO",
    b"EQU": b"EQUA",
    b"GEO": b"GEOB",
    b"IPL": b"IPLS",
    b"LNK": b"LINK",
    b"MCI": b"MCDI",
    b"MLL": b"MLLT",
    b"PIC": b"APIC",
    b"POP": b"POPM",
    b"REV": b"RVRB",
    b"RVA": b"RVAD",
    b"SLT": b"SYLT",
    b"STC": b"SYTC",
    b"TAL": b"TALB",
    b"TBP": b"TBPM",
    b"TCM": b"TCOM",
    b"TCO": b"TCON",
    b"TCP": b"TCMP",
    b"TCR": b"TCOP",
    b"TDA": b"TDAT",
    b"TDY": b"TDLY",
    b"TEN": b"TENC",
    b"TFT": b"TFLT",
    b"TIM": b"TIME",
    b"TKE": b"TKEY",
    b"TLA": b"TLAN",
    b"TLE": b"TLEN",
    b"TMT": b"TMED",
    b"TOA": b"TOPE",
    b"TOF": b"TOFN",
    b"TOL": b"TOLY",
    b"TOR": b"TORY",
    b"TOT": b"TOAL",
    b"TP1": b"TPE1",
    b"TP2": b"TPE2",
    b"TP3": b"TPE3",
    b"TP4": b"TPE4",
    b"TPA": b"TPOS",
    b"TPB": b"TPUB",
    b"TRC": b"TSRC",
    b"TRD": b"TRDA",
    b"TRK": b"TRCK",
    b"TS2": b"TSO2",
    b"TSA": b"TSOA",
    b"TSC": b"TSOC",
    b"TSI": b"TSIZ",
    b"TSP": b"TSOP",
    b"TSS": b"TSSE",
    b"TST": b"TSOT",
    b"TT1": b"TIT1",
    b"TT2": b"TIT2",
    b"TT3": b"TIT3",
    b"TXT": b"TEXT",
    b"TXX": b"TXXX",
    b"TYE": b"TYER",
    b"UFI": b"UFID",
    b"ULT": b"USLT",
    b"WAF": b"WOAF",
    b"WAR": b"WOAR",
    b"WAS": b"WOAS",
    b"WCM": b"WCOM",
    b"WCP": b"WCOP",
    b"WPB": b"WPUB",
    b"WXX": b"WXXX",
}
_PICTURES: Final = {b"JPG": b"image/jpeg", b"PNG": b"image/png", b"-->": b"-->"}


def upgraded(frame: Frame) -> bytes:
    """Return the bytes of an ID3v2.2 *frame* as ID3v2.3. Raises CannotCarry for one that has no new name."""
    name = _NAMES.get(frame.name)
    if name is None:
        raise CannotCarry(
            f"The file's tag is ID3v2.2 and its {frame.name.decode()} frame has no place in a later version",
            "Convert the tag to ID3v2.4 with an audio tagger, then try again.",
        )
    content = frame.raw[6:]
    if frame.name == b"PIC":
        if len(content) < 5:
            raise Malformed("ID3", "a picture frame is too short")
        kind = _PICTURES.get(content[1:4].upper(), b"image/" + content[1:4].lower())
        content = content[:1] + kind + b"\0" + content[4:]
    return name + len(content).to_bytes(4) + b"\0\0" + content
