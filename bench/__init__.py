"""How fast and how big Parley is, each figure beside its floor, measured in the same run."""
