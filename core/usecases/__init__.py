"""What Parley can do, one verb a file; `perform` and `answer` find the file for a command or query."""
