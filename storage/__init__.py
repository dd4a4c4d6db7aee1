"""The database: SQLite and PostgreSQL behind one set of repositories."""

from storage.engine import Database, open_storage

__all__ = ["Database", "open_storage"]
