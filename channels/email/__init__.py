"""Letters: bookings put into mails with invitations, and the ways a mail leaves the house."""
