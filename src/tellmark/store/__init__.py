"""What must not be lost: the database and its units of work, the durable log rows, events, clocks, and blobs."""
