"""Doors to where people talk; each turns its wire into `Incoming` and `Outgoing` into its wire."""
