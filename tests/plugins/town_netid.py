"""The network identity service of a town, and its adapter, which `tellmark serve` finds as one that is installed."""

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from tellmark.identity.assurance.model import AgeBand
from tellmark.identity.verifiers.cn_netid import ENTRY_POINT, Begun, NotPassed, Passed, Result

SERVICE = "https://netid.example/go"


class TownAdapter:
    """Believes whoever comes back with the pseudonym of a transaction: it vouches for nobody outside tests."""

    def begin(self, back: str, at: datetime, random: Callable[[int], bytes]) -> Begun:
        """As the contract says."""
        del at
        return Begun(f"{SERVICE}?back={quote(back, safe='')}", random(16).hex())

    def result(self, transaction: str, answer: Mapping[str, str], at: datetime) -> Result:
        """As the contract says."""
        if not (found := answer.get("token", "")):
            return NotPassed("no_token")
        return Passed(found, at, f"{transaction} {found}".encode(), AgeBand.ADULT)


def passed(address: str, who: str) -> str:
    """Return where the service at *address* sends the browser of *who* back to, once they passed."""
    back = parse_qs(urlsplit(address).query)["back"][0]
    return f"{back}&token=pw_{sha256(who.encode()).hexdigest()}"


def installed(folder: Path) -> dict[str, str]:
    """Install the adapter in *folder*, as a package with its entry point; return the environment that finds it."""
    told = folder / "town_netid-1.dist-info"
    told.mkdir(parents=True)
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: town-netid\nVersion: 1\n", "utf-8")
    (told / "entry_points.txt").write_text(f"[{ENTRY_POINT}]\ntown = town_netid:TownAdapter\n", "utf-8")
    (folder / "town_netid.py").write_text(Path(__file__).read_text("utf-8"), "utf-8")
    return {"PYTHONPATH": os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))}
