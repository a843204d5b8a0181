"""The item bank on disk: reviewed source files, their schema and checks, and the compiled read-only pack."""
