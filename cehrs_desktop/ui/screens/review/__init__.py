"""Reviewing the questions of an attempt: a list under filters, and one question with its reasons."""
