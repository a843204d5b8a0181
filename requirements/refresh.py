"""Pins every package anew: resolves the `.in` files beside this file for all systems at once, with hashes.

    python3 requirements/refresh.py

Needs `uv` on the search path. app.txt is resolved first and holds the others to its versions, so that what is tested
is what is shipped. The written files name no package index.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OPTIONS = [
    "--universal", "--python-version", "3.11", "--upgrade", "--generate-hashes",
    "--no-emit-index-url", "--no-header", "--no-annotate", "--quiet",
]  # fmt: skip


def main() -> int:
    """Write app.txt, camera.txt, core.txt and dev.txt; the exit code of uv when it fails."""
    for name in ("app", "camera", "core", "dev"):
        held = [] if name == "app" else ["--constraint", "app.txt"]
        command = ["uv", "pip", "compile", *OPTIONS, *held, f"{name}.in", "--output-file", f"{name}.txt"]
        try:
            subprocess.run(command, cwd=HERE, check=True)
        except FileNotFoundError:
            print("uv was not found; nothing was changed. Install it and run this again.", file=sys.stderr)
            return 2
        except subprocess.CalledProcessError as error:
            print(f"{name}.txt could not be resolved; files named before it are new.", file=sys.stderr)
            return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
