"""What the reader learnt, and from what: scripts that can be run again."""
