"""Outside services that are no conversations."""
