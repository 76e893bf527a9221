"""A witness for the tests: it keeps what it signed last, and does what C2SP tlog-witness says, no more and no less."""

import base64
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from log_builder import AT, LOG
from tellmark.proof.log.addresses import read_address
from tellmark.proof.log.checkpoints import read_checkpoint
from tellmark.proof.log.merkle import EMPTY_ROOT, Head, proves_growth
from tellmark.proof.log.notes import read_note
from tellmark.proof.log.submissions import Answer
from tellmark.proof.log.vkeys import NoteSigner, VerifierKey, cosignature, judged
from tellmark.work.witness_line import Witness


class WitnessDouble:
    """A witness of one log. *age* is how old it says the time to be; requests are kept in *asked*."""

    def __init__(self, signer: NoteSigner, log: VerifierKey = LOG.key, age: timedelta = timedelta()) -> None:
        self.signer = signer
        self.log = log
        self.head = Head(0, EMPTY_ROOT)
        self.asked: list[bytes] = []
        self._at: datetime = AT - age

    def __call__(self, body: bytes) -> Answer:
        self.asked.append(body)
        above, _, below = body.partition(b"\n\n")
        first, *steps = above.decode().split("\n")
        note = read_note(below)
        checkpoint = read_checkpoint(note.text)
        signed = judged(note, self.log)
        if signed is None or not signed.holds:
            return Answer(403, b"")
        if int(first.removeprefix("old ")) != self.head.size:
            return Answer(409, f"{self.head.size}\n".encode())
        proof = [base64.b64decode(step) for step in steps]
        if not proves_growth(proof, self.head, checkpoint.head):
            return Answer(422, b"")
        self.head = checkpoint.head
        return Answer(200, cosignature(note, self.signer, self._at).line.encode())


@contextmanager
def served(double: Callable[[bytes], Answer | bytes], prefix: str = "/witness") -> Iterator[str]:
    """Serve *double* on loopback and yield its address; what it returns is an Answer, or bytes to send as they are."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.path == f"{prefix}/add-checkpoint"
            answer = double(body)
            if isinstance(answer, bytes):
                self.wfile.write(answer)
                self.close_connection = True
                return
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}{prefix}"
        server.shutdown()


def witness_at(address: str, key: VerifierKey) -> Witness:
    return Witness(key, read_address(address, "witness"))
