"""The pages: booking, managing, talking, and what operators look at."""
