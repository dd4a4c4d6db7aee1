"""Letters: mails about bookings, with text, HTML and an invitation."""
