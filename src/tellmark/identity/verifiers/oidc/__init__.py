"""OpenID Connect with identity assurance: code flow with PKCE, nonce, state and issuer, and `verified_claims`."""
