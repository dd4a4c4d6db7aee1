"""The time grammar: words about time become constraints, constraints become windows."""
