"""What whoever asks has of the person already, played and shown to them."""
