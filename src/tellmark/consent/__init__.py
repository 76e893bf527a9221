"""Who agreed to what: request, decision, withdrawal, and what becomes of them; a person's own say."""
