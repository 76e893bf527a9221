"""Where officers weigh legal bases other than consent: their routes and pages; and the numbers, for everybody."""
