"""Somebody else's witness as a process of its own: aics-witness on loopback, with a key and a database in a folder."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from tellmark.proof.log.vkeys import VerifierKey, read_vkey
from tellmark_needs import AICS


class AicsWitness:
    """A witness that lives in *folder* and signs for the log with *log*'s key, while `serving`."""

    def __init__(self, folder: Path, log: VerifierKey, name: str = "witness.example/aics") -> None:
        self._config = folder / "witness.json"
        self.key = read_vkey(self._run("init", "--name", name).split()[-1])
        self._run("add-log", "--origin", log.name, "--vkey", log.text)

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Run the witness, and yield its address."""
        command = [str(AICS / "aics-witness"), "serve", "-c", str(self._config), "--listen", "127.0.0.1:0"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=_clean()) as process:
            try:
                assert process.stderr is not None
                said = ""
                while not (found := re.search(r"listening on (http://\S+)", said)):
                    said = process.stderr.readline()
                    assert said, "the witness ended before it listened"
                _until_it_answers(found[1])  # one that is ended between listening and serving never ends
                yield found[1]
            finally:
                process.terminate()
                process.communicate(timeout=60)

    def _run(self, *arguments: str) -> str:
        command = [str(AICS / "aics-witness"), arguments[0], "-c", str(self._config), *arguments[1:]]
        done = subprocess.run(command, capture_output=True, text=True, env=_clean(), timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


def _until_it_answers(address: str) -> None:
    place = urlsplit(address)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=60)
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200
    connection.close()


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("AICS_", "PYTHON"))}
