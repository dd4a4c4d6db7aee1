"""Providers that vouch for who somebody is, and let us do what that person allows: Google, Microsoft, GitHub."""
