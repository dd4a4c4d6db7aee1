"""Calendars of hosts, all the way: from what happens in one to what is said and back."""
