#!/usr/bin/env bash
# Compiles the stand-ins into a Wine prefix's system folder, and nowhere else: never beside a program, never in a bundle.
#
#   bench/wine/stand_ins.sh PREFIX
set -euo pipefail

here=$(realpath "$(dirname "${BASH_SOURCE[0]}")")
system=$(realpath "$1")/drive_c/windows/system32
compiler=x86_64-w64-mingw32
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for name in icuuc mscms; do
    "$compiler-gcc" -shared -O2 -s -static-libgcc -o "$system/$name.dll" "$here/$name.c"
done
"$compiler-gcc" -shared -O2 -s -static-libgcc -o "$system/bcryptprimitives.dll" "$here/bcryptprimitives.c" -ladvapi32

# Wine's own ucrtbase goes on under another name, without the mark by which Wine would look for it among its own files.
if [ ! -f "$system/ucrtwine.dll" ]; then
    python3 - "$system/ucrtbase.dll" "$system/ucrtwine.dll" <<'COPY'
import sys
from pathlib import Path

mark = b"Wine builtin DLL\0"
Path(sys.argv[2]).write_bytes(Path(sys.argv[1]).read_bytes().replace(mark, bytes(len(mark)), 1))
COPY
fi
own=$(grep -oE '^ *(double|float)(_pair)? ucrt_[a-z]+|TO_(COMPLEX|REAL)\([a-z]+\)' "$here/ucrt_complex.c" |
    sed -E 's/.*ucrt_//; s/TO_[A-Z]+\(([a-z]+)\)/\1 \1l \1f/' | tr ' ' '\n' | grep -vE '^name[fl]?$' | sort -u)
{
    echo "LIBRARY ucrtbase.dll"
    echo "EXPORTS"
    for name in $own; do echo "\"$name\" = ucrt_$name"; done
    "$compiler-objdump" -p "$system/ucrtwine.dll" | sed '1,/\[Ordinal\/Name Pointer\] Table/d' |
        sed -nE 's/^[[:space:]]*\[ *[0-9]+\] ([^ ]+)$/\1/p' | sort -u | grep -vxF "$own" |
        sed -E 's/(.*)/"\1" = "ucrtwine.\1"/'
} >"$work/ucrtbase.def"
"$compiler-gcc" -shared -O2 -s -static-libgcc -o "$system/ucrtbase.dll" "$here/ucrt_complex.c" "$work/ucrtbase.def"
