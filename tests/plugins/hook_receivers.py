"""Programs on this machine that webhooks are sent to: friendly ones, and every kind of hostile one."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Receiver:
    """What came in, and how it is answered: a status for each message in turn, the last one for all that follow."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [204])
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    location: str = ""

    def status(self) -> int:
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]


@contextmanager
def receiver(tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Receiver]:
    """Run a program that takes messages."""
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(told.status())
            if told.location:
                self.send_header("Location", told.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's own name)
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of a client that goes away: that is what some of these tests are about."""

    server = Quiet((host, 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    told.url = f"http{'s' if tls else ''}://{host}:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def raw(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """Run something that only looks like a program: *serve* gets each connection as it is."""
    door = socket.create_server(("127.0.0.1", 0))
    door.settimeout(0.05)
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                line, _ = door.accept()
                with line, suppress(OSError):
                    serve(line)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}/hook"
    finally:
        over.set()
        thread.join(5)
        door.close()


def silent(line: socket.socket) -> None:
    """Never answer."""
    time.sleep(3)


def dripping(line: socket.socket) -> None:
    """Answer a byte at a time, for ever."""
    line.recv(1000)
    for sign in b"HTTP/1.1 200 OK\r\nX: " + b"a" * 10_000:
        line.sendall(bytes([sign]))
        time.sleep(0.05)


def flooding(line: socket.socket) -> None:
    """Answer with headers that never end."""
    line.recv(1000)
    line.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(1_000_000):
        line.sendall(b"X-%d: %s\r\n" % (number, b"a" * 1000))


def babbling(line: socket.socket) -> None:
    """Answer with something that is no HTTP."""
    line.recv(1000)
    line.sendall(b"\x00\xff" * 500 + b"\r\n\r\n")


def huge(line: socket.socket) -> None:
    """Answer well, with a body of a gigabyte."""
    line.recv(1000)
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
    for _ in range(1000):
        line.sendall(b"a" * 1_000_000)


def self_signed(folder: Path, name: str = "localhost") -> tuple[ssl.SSLContext, bytes]:
    """Return a server's context with a certificate of its own for *name*, and the certificate as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begun = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(7).not_valid_before(begun).not_valid_after(begun + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = folder / f"{name}.pem"
    file.write_bytes(pem + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context, pem
