"""`python -m cehrs_desktop.cli`: the command without an installed script."""

import sys

from cehrs_desktop.cli import main

sys.exit(main())
