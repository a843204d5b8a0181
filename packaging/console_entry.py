"""Starts the console program in the bundle: a windowed Windows executable has no standard output."""

import sys

from cehrs_desktop.cli import main

sys.exit(main())
