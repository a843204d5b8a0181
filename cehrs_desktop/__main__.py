"""`python -m cehrs_desktop` and the command `cehrs-desktop`: open the program's window."""

from __future__ import annotations

import sys


def main() -> int:
    """Open the window and return its exit code."""
    if "--version" in sys.argv[1:]:
        from cehrs_desktop import __version__

        # A windowed program on Windows has no standard output.
        if sys.stdout is not None:
            sys.stdout.write(f"cehrs-desktop {__version__}\n")
        return 0
    if "--remove-data" in sys.argv[1:]:
        from cehrs_desktop.app.removal import remove_data

        return remove_data(of_everyone="--of-everyone" in sys.argv[1:])
    from cehrs_desktop.app.window_program import run

    return run(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
