"""The pages with which somebody makes a passkey: by a link, for themselves, or as a person who was asked."""
