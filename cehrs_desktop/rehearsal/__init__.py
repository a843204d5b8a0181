"""Exam day around the exam: venues, steps, the proctor, incidents, accommodations. Pure values and functions."""
