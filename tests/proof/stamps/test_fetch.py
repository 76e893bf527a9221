import socket
import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from clock_house import Answers, Clock, House, Visit, house
from tellmark.proof.stamps.fetch import LARGEST_REPLY, fetch
from tellmark.proof.stamps.model import Flaw
from tellmark.values.instants import now

LONG = 30.0
SHORT = 0.2
"""Seconds after which a line is cut that would stay open for ever."""


@pytest.fixture
def authority(tmp_path: Path, honest: Clock) -> Iterator[House]:
    with house(tmp_path / "house", honest) as opened:
        yield opened


def drips(visit: Visit) -> None:
    """Send a byte of the head, then wait a moment, and so on until the house closes."""
    visit.line.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    while not visit.over.wait(0.02):
        try:
            visit.line.wfile.write(b"x")
        except OSError:
            return


def drips_the_body(visit: Visit) -> None:
    visit.line.send_response(200)
    visit.line.send_header("Content-Type", "application/timestamp-reply")
    visit.line.send_header("Content-Length", "1000")
    visit.line.end_headers()
    while not visit.over.wait(0.02):
        try:
            visit.line.wfile.write(b"x")
        except OSError:
            return


def hangs(visit: Visit) -> None:
    visit.over.wait()


def cuts_the_head(visit: Visit) -> None:
    visit.line.wfile.write(b"HTTP/1.")


def cuts_the_body(visit: Visit) -> None:
    visit.send(b"half", Content_Length="8")


def has_no_http(visit: Visit) -> None:
    visit.line.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")


def grows_without_end(visit: Visit) -> None:
    visit.line.send_response(200)
    visit.line.send_header("Content-Type", "application/timestamp-reply")
    visit.line.end_headers()
    try:
        while not visit.over.is_set():
            visit.line.wfile.write(b"x" * 4096)
    except OSError:
        return


@pytest.mark.parametrize(
    ("answers", "seconds", "flaw"),
    [
        (lambda visit: visit.send(b"", 500), LONG, Flaw.BUSY),
        (lambda visit: visit.send(b"", 503), LONG, Flaw.BUSY),
        (lambda visit: visit.send(b"", 429), LONG, Flaw.BUSY),
        (lambda visit: visit.send(b"", 404), LONG, Flaw.HTTP_STATUS),
        (lambda visit: visit.send(b"", 204), LONG, Flaw.HTTP_STATUS),
        (lambda visit: visit.send(b"", 302, Location="/elsewhere"), LONG, Flaw.REDIRECTED),
        (lambda visit: visit.send(b"", 307, Location="http://127.0.0.1:9/tsr"), LONG, Flaw.REDIRECTED),
        (lambda visit: visit.send(b"<html>sign in</html>", kind="text/html"), LONG, Flaw.WRONG_TYPE),
        (lambda visit: visit.send(b"x" * (LARGEST_REPLY + 1)), LONG, Flaw.TOO_LARGE),
        (lambda visit: visit.send(b"x", Content_Length=str(1 << 40)), LONG, Flaw.TOO_LARGE),
        (grows_without_end, LONG, Flaw.TOO_LARGE),
        (cuts_the_head, LONG, Flaw.CUT_OFF),
        (cuts_the_body, LONG, Flaw.CUT_OFF),
        (has_no_http, LONG, Flaw.CUT_OFF),
        (hangs, SHORT, Flaw.TOO_SLOW),
        (drips, SHORT, Flaw.TOO_SLOW),
        (drips_the_body, SHORT, Flaw.TOO_SLOW),
    ],
)
def test_each_fault_of_the_line_has_a_name(authority: House, answers: Answers, seconds: float, flaw: Flaw) -> None:
    authority.answers = answers
    assert fetch(authority.url, b"query", seconds) is flaw


def test_nobody_is_asked_but_whom_the_address_names(authority: House) -> None:
    authority.answers = lambda visit: visit.send(b"", 302, Location=f"{authority.url}?again")
    fetch(authority.url, b"query", LONG)
    assert [visit.path for visit in authority.visits] == ["/tsr"]


def test_a_question_goes_as_the_rfc_says(authority: House) -> None:
    authority.answers = lambda visit: visit.send(b"reply")
    assert fetch(f"{authority.url}/a?b=c", b"query", LONG) == b"reply"
    (visit,) = authority.visits
    assert visit.query == b"query"
    assert visit.path == "/tsr/a?b=c"
    assert visit.headers["Content-Type"] == "application/timestamp-query"


def test_an_authority_that_is_not_there_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert fetch(f"http://127.0.0.1:{taken.getsockname()[1]}/", b"query", LONG) is Flaw.UNREACHABLE


def test_a_name_that_is_nobodys_is_unreachable() -> None:
    assert fetch("http://nobody.localhost.invalid.localhost:9/", b"query", LONG) is Flaw.UNREACHABLE


def test_a_proxy_of_the_environment_is_not_asked(authority: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    authority.answers = lambda visit: visit.send(b"reply")
    assert fetch(authority.url, b"query", LONG) == b"reply"


def test_a_certificate_that_nobody_vouches_for_is_no_authority(tmp_path: Path) -> None:
    """Over https, whoever answers has to be who the address names."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .issuer_name(name)
        .subject_name(name)
        .public_key(key.public_key())
        .serial_number(5)
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "both.pem"
    pem.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with house(tmp_path / "house", tls=context) as opened:
        assert fetch(opened.url, b"query", LONG) is Flaw.UNREACHABLE
        assert not opened.visits
