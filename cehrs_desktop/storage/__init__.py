"""Attempts in SQLite: tables, the event log and its hash chain, backups, migrations. Rows never leave this folder."""
