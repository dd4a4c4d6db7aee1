"""CalDAV servers."""
