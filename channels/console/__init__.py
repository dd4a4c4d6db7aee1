"""Talking in the terminal."""
