"""Where a log's files are read: a folder, or an address on the web. Only the standard library."""

import http.client
import ssl
import zlib
from pathlib import Path
from typing import Protocol

from tellmark.proof.log.addresses import read_address, trouble
from tellmark.proof.log.errors import LogOutOfReach

_PATIENCE = 30.0
_GONE = (404, 410)


class Reads(Protocol):
    """The files of a log, by the paths of C2SP tlog-tiles."""

    def get(self, path: str, largest: int) -> bytes | None:
        """Return the file, None where there is none; of a file larger than *largest* a byte more than that.

        Raises LogOutOfReach where nobody can say.
        """
        ...


def reads_of(place: str) -> Reads:
    """Return how to read the log in a folder or at an https address (http on this machine). Raises BadLogAddress."""
    return UrlReads(place) if "://" in place else FolderReads(Path(place))


class FolderReads:
    """A log in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, path: str, largest: int) -> bytes | None:
        """Return a file of the folder. Raises LogOutOfReach."""
        try:
            with (self._folder / path).open("rb") as file:
                return file.read(largest + 1)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            if not self._folder.is_dir():
                raise LogOutOfReach("there is no such folder", "Name the folder that holds `checkpoint`.") from None
            return None
        except OSError as fault:
            raise LogOutOfReach(
                f"a file of the log cannot be read: {fault.strerror}", "Check your permissions and the disk."
            ) from fault

    def partials(self) -> list[str]:
        """Return the paths of all partial tiles that lie there, of whatever size."""
        return sorted(path.relative_to(self._folder).as_posix() for path in self._folder.glob("tile/**/*.p/*"))


class UrlReads:
    """A log at an address. One connection is kept; no proxy and no redirection is followed."""

    def __init__(self, address: str, tls: ssl.SSLContext | None = None) -> None:
        place = read_address(address)
        self._prefix = place.path
        self._connection = place.connection(_PATIENCE, tls)

    def get(self, path: str, largest: int) -> bytes | None:
        """Fetch a file; a connection that the server has closed meanwhile is made anew once. Raises LogOutOfReach."""
        try:
            try:
                return self._fetch(path, largest)
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self._connection.close()
                return self._fetch(path, largest)
        except (OSError, http.client.HTTPException, zlib.error) as fault:
            self._connection.close()
            raise _out_of_reach(fault) from fault

    def _fetch(self, path: str, largest: int) -> bytes | None:
        self._connection.request("GET", f"{self._prefix}/{path}", headers={"Accept-Encoding": "gzip, identity"})
        answer = self._connection.getresponse()
        data = answer.read(largest + 1)
        if not answer.isclosed():  # the rest is not wanted
            self._connection.close()
        if answer.status in _GONE:
            return None
        if answer.status != http.client.OK:
            raise LogOutOfReach(
                f"the log's host answers {answer.status}",
                "Ask for the log's present address; redirections do not count.",
            )
        if answer.headers.get("Content-Encoding", "identity").lower() == "gzip":
            return zlib.decompressobj(wbits=31).decompress(data, largest + 1)
        return data


def _out_of_reach(fault: OSError | http.client.HTTPException | zlib.error) -> LogOutOfReach:
    return LogOutOfReach(f"the log's host cannot be reached: {trouble(fault)}", "Check the address and try again.")
