"""How a request is composed on the pages: what is typed on each of them, up to the summary."""

from consent_house import Page, Reader

PAGES: dict[str, dict[str, str | list[str]]] = {
    "terms": {"start": "2026-12-01", "end": "2027-06-30", "amount": "2,400.50", "currency": "eur", "per": "once",
              "aftermath": "no_new_copies", "pay_words": "within 30 days"},
    "what": {"modalities": ["voice"], "operations": ["voice_clone"], "training": "none"},
    "purpose": {"purposes": ["entertainment"], "purpose_words": "One audiobook", "excluded": ["sexual", "political"],
                "content": "Winter light.\r\nNobody came."},
    "where": {"territories": ["CN", "EU"], "channels": ["web"], "languages": ["zh"], "max_minutes": "540"},
    "who": {"party": "Studio North Ltd", "party_number": "91110000MA01ABCD2Q", "name_1": "Li Wei", "kind_1": "email",
            "contact_1": "li@example.com", "language_1": "zh-Hans"},
}  # fmt: skip


def composed(reader: Reader, **changed: dict[str, str | list[str]]) -> Page:
    """Fill every page in; return the summary."""
    page = reader.get("/consents/new")
    for step, typed in PAGES.items():
        page = reader.send(page, "/consents/new", step=step, go="next", **{**typed, **changed.get(step, {})})
    return page
