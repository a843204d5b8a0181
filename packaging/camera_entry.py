"""Starting point of the bundled camera part."""

import sys

from cehrs_desktop.camera.__main__ import main

sys.exit(main())
