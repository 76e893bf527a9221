"""Cases that officers look at: one checks, another confirms, and neither of them is the person."""
