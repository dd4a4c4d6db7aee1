"""Scenarios told in one neutral format, carried out by the project's own core and use cases."""
