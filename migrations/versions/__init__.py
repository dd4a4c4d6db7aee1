"""The migrations, one step a file."""
