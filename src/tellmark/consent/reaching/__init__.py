"""By which contact a person hears of things: one they named themselves, a safe one, or the one they were asked by."""
