"""Calendar objects (RFC 5545) of any provenance, read as events: what takes up time and when, and nothing else of them."""
