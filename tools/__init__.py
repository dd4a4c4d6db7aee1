"""Small programs for those who work on Parley."""
