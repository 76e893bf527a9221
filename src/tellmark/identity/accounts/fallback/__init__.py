"""How staff sign in when no passkey is at hand: one-time codes and recovery codes, with bounds on guessing."""
