"""What a rule forces to keep of a consent whose person is gone."""
