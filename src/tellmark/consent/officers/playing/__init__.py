"""What was shown to a person with a request, for officers who have a case about it."""
