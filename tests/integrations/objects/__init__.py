"""Calendar objects, read."""
