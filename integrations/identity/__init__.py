"""Signing in at providers: OAuth 2 and OpenID Connect."""
