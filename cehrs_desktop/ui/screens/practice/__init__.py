"""Practice: the wish, one question at a time, and what came of the set."""
