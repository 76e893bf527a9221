"""Links by which persons are asked: what each leads to, and until when."""
