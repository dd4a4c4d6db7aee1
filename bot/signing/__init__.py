"""Signing in, where database, mail and the slow judging of passwords meet."""
