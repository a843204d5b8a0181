"""Starts the window in the bundle; PyInstaller wants a script, and a package's `__main__` would lose its name."""

import sys

from cehrs_desktop.__main__ import main

sys.exit(main())
