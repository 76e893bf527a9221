"""Wallets by OpenID4VP 1.0 with SD-JWT VC: what is asked, who is trusted to issue, and how an answer is judged."""
