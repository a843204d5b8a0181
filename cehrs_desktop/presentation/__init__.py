"""State to frozen view values, and every word that people read. No toolkit."""
