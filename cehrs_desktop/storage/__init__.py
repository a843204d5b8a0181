"""Attempts on disk: one SQLite database, an event log that is durable before it is confirmed, and backups.

Rows and SQL never leave this folder. Importing the package is cheap; `storage.opening` brings SQLite in.
"""
