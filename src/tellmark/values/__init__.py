"""Values every room shares: errors, instants, ids, digests, canonical JSON, languages. Knows no other room."""
