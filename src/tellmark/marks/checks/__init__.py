"""One demand against what was found: each module judges one sort of mark, and words nothing."""
