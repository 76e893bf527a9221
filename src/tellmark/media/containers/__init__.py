"""Read and write a file's metadata without touching a sample."""
