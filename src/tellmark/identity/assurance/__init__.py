"""What is known of who somebody is: records of what verifiers found out, with level, territories and an end."""
