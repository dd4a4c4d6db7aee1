"""The chat's socket on the real desk."""

from tests.support.databases import sqlite_storage, sqlite_template, sqlite_url  # noqa: F401
from tests.web.conftest import anna, client, config, desk, mails, signing  # noqa: F401
