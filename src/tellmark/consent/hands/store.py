"""The table of changes of hands; apart from its repository, for the table of agreements looks at it, too."""

from sqlalchemy import Column, Index, LargeBinary, String

from tellmark.store.columns import Id, tenanted

HANDS = tenanted(
    "consent_hands",
    Column("kind", String(20), nullable=False),
    Column("former", Id, nullable=False),
    Column("state", String(20), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_consent_hands_state", "tenant", "state"),
    Index("ix_consent_hands_former", "tenant", "kind", "former"),
)
