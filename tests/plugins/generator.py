"""A program as a provider has one: it reserves, makes, marks, hands in, and settles, over HTTP as anybody would."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from tellmark.values.digests import sha256


@dataclass
class Generator:
    """A program with a *key*, at the service that listens at *address*."""

    address: str
    key: str

    def reserves(self, subject: str, use: Mapping[str, Any]) -> str:
        """Set a use of *subject* aside; return its id."""
        told = self._post("/v1/consents/uses", json={"subjects": [subject], "use": use})
        assert told.status_code == 201, told.text
        return str(told.json()["id"])

    def makes(self, subject: str, use: Mapping[str, Any], photograph: bytes) -> str:
        """Make something of *subject* (here: the photograph as it is), let it out, and return its SHA-256."""
        reserved = self.reserves(subject, use)
        job = json.dumps({"operation": use["operation"]})
        marked = self._post("/v1/mark", files={"file": ("made.jpg", photograph), "job": (None, job)})
        assert marked.status_code == 200, marked.text
        read = self._post(f"/v1/consents/uses/{reserved}/files", files={"file": ("made.jpg", marked.content)})
        assert read.status_code == 201, read.text
        assert self.settles(reserved).status_code == 200
        return sha256(marked.content)

    def settles(self, use: str) -> httpx.Response:
        """Tell that one piece was made."""
        return self._post(f"/v1/consents/uses/{use}/settle", json={"outputs": 1})

    def _post(self, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.key}"}
        return httpx.post(self.address + path, headers=headers, timeout=60, **more)
