"""Web chat: a page with a WebSocket."""
