"""Starts the window or, called by the name `cehrs`, the console; PyInstaller wants a script for both.

Windows needs two executables, since a windowed one has no standard output there; on Linux one is a link to the other.
"""

import sys
from pathlib import PurePath

if PurePath(sys.argv[0]).stem.lower() == "cehrs":
    from cehrs_desktop.cli import main
else:
    from cehrs_desktop.__main__ import main

sys.exit(main())
