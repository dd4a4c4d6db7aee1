"""The web application: pages, chat socket, health and metrics."""
