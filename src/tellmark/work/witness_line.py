"""The line to one witness over HTTP: no proxy, no redirection, and never more of an answer than signatures take."""

import http.client
import ssl
from dataclasses import dataclass, field

from tellmark.proof.log.addresses import Address, trouble
from tellmark.proof.log.submissions import LARGEST_ANSWER, PATH, Answer
from tellmark.proof.log.vkeys import VerifierKey
from tellmark.values.errors import ErrorKind, TellmarkError

_HEADERS = {"Content-Type": "text/plain; charset=utf-8", "Accept-Encoding": "identity"}


class WitnessOutOfReach(TellmarkError):
    """A witness of the log cannot be reached, or does not answer as HTTP does."""

    code = "work.witness_out_of_reach"
    kind = ErrorKind.NOT_DONE

    def __init__(self, why: str) -> None:
        super().__init__(f"the witness cannot be reached: {why}", "See that its address is right and that it runs.")
        self.why = why


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody who signs our checkpoints if the log only grew: whose signature counts, and where to ask."""

    key: VerifierKey
    address: Address
    tls: ssl.SSLContext | None = field(default=None, repr=False)


class HttpLine:
    """One connection to a witness, kept from round to round. For one request at a time."""

    def __init__(self, witness: Witness, patience: float) -> None:
        self._path = f"{witness.address.path}/{PATH}"
        self._connection = witness.address.connection(patience, witness.tls)

    def __call__(self, body: bytes) -> Answer:
        """Send *body*; a connection that the witness has closed meanwhile is made anew once.

        Raises WitnessOutOfReach, also where the net is silent for longer than the line has patience.
        """
        try:
            kept = self._connection.sock is not None
            try:
                return self._send(body)
            except (http.client.RemoteDisconnected, ConnectionError):
                self._connection.close()
                if not kept:
                    raise
                return self._send(body)
        except (OSError, http.client.HTTPException) as fault:
            self._connection.close()
            raise WitnessOutOfReach(trouble(fault)) from fault

    def _send(self, body: bytes) -> Answer:
        self._connection.request("POST", self._path, body, _HEADERS)
        answer = self._connection.getresponse()
        data = answer.read(LARGEST_ANSWER + 1)
        if not answer.isclosed():  # the rest is not wanted
            self._connection.close()
        return Answer(answer.status, data)
