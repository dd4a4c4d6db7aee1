"""Calendars that hosts keep elsewhere, joined with the database: read, watched, written, and what a host does there carried over."""
