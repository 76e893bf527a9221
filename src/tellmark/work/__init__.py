"""What runs by itself: batches."""
