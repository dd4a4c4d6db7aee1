"""The reader: what a message says."""
