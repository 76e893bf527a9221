"""A real time-stamp authority on loopback: certificates made here, answers made by Debian's `openssl ts -reply`."""

import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tellmark.proof.stamps.authority import Authority
from tellmark.proof.stamps.model import Stamp
from tellmark.values.instants import now

HOUSE = "Clock House"
POLICY = "1.3.6.1.4.1.62558.9.1"
_CONFIG = f"""[tsa]
default_tsa = t
[t]
serial = serial
signer_cert = clock.pem
certs = root.pem
signer_key = clock-key.pem
signer_digest = sha256
default_policy = {POLICY}
digests = sha256
accuracy = secs:1
ess_cert_id_alg = ALGORITHM
"""
Answers = Callable[["Visit"], None]


@dataclass(frozen=True)
class Clock:
    """A key that stamps, its certificate, and the root above it."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    root: x509.Certificate

    @property
    def anchors(self) -> bytes:
        return self.root.public_bytes(Encoding.PEM)


def clock(
    *,
    name: str = HOUSE,
    purposes: tuple[x509.ObjectIdentifier, ...] = (ExtendedKeyUsageOID.TIME_STAMPING,),
    critical: bool = True,
    begins: datetime | None = None,
    days: float = 30,
    below: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None = None,
) -> Clock:
    """Make an authority: a root, and a certificate below it, or *below* another, with these *purposes*."""
    begins = begins or now() - timedelta(hours=1)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    above, own = _name(name, "Root"), _name(name, "Clock 1")
    root = (
        _begun(above, above, root_key.public_key(), begins - timedelta(days=1), 3650)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    if below is not None:
        root, root_key = below
        above = root.subject
    leaf = (
        _begun(above, own, key.public_key(), begins, days)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=critical)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    return Clock(key, leaf, root)


@dataclass
class Visit:
    """One question that came over HTTP, and the line to answer on."""

    query: bytes
    path: str
    headers: dict[str, str]
    line: BaseHTTPRequestHandler
    over: threading.Event

    def send(self, body: bytes, status: int = 200, kind: str = "application/timestamp-reply", **headers: str) -> None:
        self.line.send_response(status)
        for key, value in {"Content_Type": kind, "Content_Length": str(len(body)), **headers}.items():
            self.line.send_header(key.replace("_", "-"), value)
        self.line.end_headers()
        self.line.wfile.write(body)


@dataclass
class House:
    """The authority at work. *answers* says how: as it should, unless a test gives it something else to do."""

    folder: Path
    clock: Clock
    url: str = ""
    answers: Answers | None = None
    visits: list[Visit] = field(default_factory=list)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def reply(self, query: bytes) -> bytes:
        """Return what `openssl ts -reply` answers to *query*."""
        with self._one_at_a_time:
            (self.folder / "query.tsq").write_bytes(query)
            self.openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq", "-out", "reply.tsr")
            return (self.folder / "reply.tsr").read_bytes()

    def token(self, message: bytes) -> bytes:
        """Return a token over *message*, as an honest client takes it."""
        found = Authority(self.url, self.clock.anchors).stamp(message)
        assert isinstance(found, Stamp)
        return found.token

    def openssl(self, *arguments: str) -> str:
        done = subprocess.run(["openssl", *arguments], cwd=self.folder, capture_output=True, check=False, timeout=60)
        if done.returncode:
            raise AssertionError(done.stderr.decode())
        return done.stdout.decode()

    def verifies(self, token: bytes, message: bytes) -> bool:
        """Tell whether `openssl ts -verify`, which knows nothing of us, accepts *token* over *message*."""
        (self.folder / "token.der").write_bytes(token)
        (self.folder / "message").write_bytes(message)
        given = ("-in", "token.der", "-token_in", "-data", "message", "-CAfile", "root.pem")
        return "Verification: OK" in self.openssl("ts", "-verify", *given)


@contextmanager
def house(
    folder: Path, made: Clock | None = None, *, certificate_id: str = "sha256", tls: ssl.SSLContext | None = None
) -> Iterator[House]:
    """Open an authority in *folder* for as long as the block lasts. *certificate_id* sha1 names it as RFC 3161 did."""
    made = made or clock()
    folder.mkdir(parents=True, exist_ok=True)
    private = made.key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    texts = {"serial": b"01\n", "tsa.cnf": _CONFIG.replace("ALGORITHM", certificate_id).encode()}
    pems = {"root.pem": made.anchors, "clock.pem": made.certificate.public_bytes(Encoding.PEM)}
    for name, data in {**texts, **pems, "clock-key.pem": private}.items():
        (folder / name).write_bytes(data)
    over = threading.Event()
    opened = House(folder, made)
    server = _Server(("127.0.0.1", 0), _line(opened, over))
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    opened.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{server.server_port}/tsr"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield opened
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    """A server whose visitors may hang up: no traceback for that."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


def _line(opened: House, over: threading.Event) -> type[BaseHTTPRequestHandler]:
    class Line(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            visit = Visit(query, self.path, dict(self.headers), self, over)
            opened.visits.append(visit)
            if opened.answers is not None:
                opened.answers(visit)
            else:
                visit.send(opened.reply(query))

        def log_message(self, *_: Any) -> None:
            pass

    return Line


def _begun(
    issuer: x509.Name, subject: x509.Name, key: ec.EllipticCurvePublicKey, begins: datetime, days: float
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(organisation: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{organisation} {common}"),
        ]
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )
