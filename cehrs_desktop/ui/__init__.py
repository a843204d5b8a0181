"""Windows and widgets, PySide6 and nothing else."""
