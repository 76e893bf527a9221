"""A passkey that a browser has been given: Chromium's own virtual authenticator answers for it."""

import base64

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import BrowserContext, Page


def authenticator(context: BrowserContext, page: Page) -> None:
    """Give the browser an authenticator that holds a passkey for this machine."""
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    credential = {"credentialId": "AAAA", "isResidentCredential": True, "rpId": "localhost", "userHandle": "AAAA",
                  "privateKey": _base64(key), "signCount": 1}  # fmt: skip
    devtools.send("WebAuthn.addCredential", {"authenticatorId": made["authenticatorId"], "credential": credential})


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
