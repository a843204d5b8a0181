"""Numbers: scoring, scaling and precision. Pure; standard library only on the way to a report."""
