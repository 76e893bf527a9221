"""Taking back a part of an agreement, and keeping the rest."""
