"""Put a mark, read a mark, judge a mark."""
