"""The camera rehearsal: a program of its own that shows the live picture and keeps nothing. Nobody imports it."""
