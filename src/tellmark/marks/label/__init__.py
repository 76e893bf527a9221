"""What people see and hear: put into the media, and found again in the result."""
