"""Signing in: by e-mail, password, provider and second factor; sessions and their end."""
