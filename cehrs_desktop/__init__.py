"""A rehearsal of the CEHRS exam: the whole program. Independent of NHA and of PSI."""

__version__ = "0.1.0"
