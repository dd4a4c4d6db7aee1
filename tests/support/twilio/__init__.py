"""A Twilio of our own: what it takes, refuses, keeps and calls back, in process or over HTTP on loopback."""
