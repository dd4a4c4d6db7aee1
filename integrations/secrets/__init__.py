"""Judges secrets: passwords by Argon2, codes of apps by RFC 6238."""
