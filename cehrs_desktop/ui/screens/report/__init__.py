"""The report on the screen: the page as it prints, the same as text, and ways to keep it."""
