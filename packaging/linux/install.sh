#!/bin/sh
# Installs CEHRS Desktop from the unpacked archive that this file lies in.
#
#   ./install.sh            for you alone, below ~/.local; no password is needed
#   sudo ./install.sh       for everybody, in /opt/cehrs-desktop with commands in /usr/local/bin
#   ./install.sh --remove   takes it off again; what people made with it stays where it is
#   --for-me                with either, also as root: below ~/.local
#
# A version that is there already is replaced as a whole. Nothing is written elsewhere, and nothing is downloaded.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
for_all=$([ "$(id -u)" = 0 ] && echo yes || echo no)
removing=no
for option in "$@"; do
    case $option in
        --for-me) for_all=no ;;
        --remove) removing=yes ;;
        *)
            echo "install.sh: unknown option $option; there are --remove and --for-me" >&2
            exit 2
            ;;
    esac
done
if [ "$for_all" = yes ]; then
    home=/opt commands=/usr/local/bin share=/usr/local/share
else
    share=${XDG_DATA_HOME:-$HOME/.local/share}
    home=$HOME/.local/opt commands=$HOME/.local/bin
fi
program=$home/cehrs-desktop

refresh() {
    # They only make the desktop notice at once; without them it does so at the next login.
    command -v update-desktop-database >/dev/null && update-desktop-database -q "$share/applications" || true
    command -v update-mime-database >/dev/null && update-mime-database "$share/mime" || true
    command -v gtk-update-icon-cache >/dev/null && gtk-update-icon-cache -q -f "$share/icons/hicolor" 2>/dev/null || true
}

remove() {
    rm -rf "$program"
    for name in cehrs cehrs-desktop; do
        case $(readlink "$commands/$name" || true) in "$program"/*) rm -f "$commands/$name" ;; esac
    done
    rm -f "$share/applications/cehrs-desktop.desktop" "$share/mime/packages/cehrs-desktop.xml"
    rm -f "$share"/icons/hicolor/*/apps/cehrs-desktop.png
    refresh
    # Folders that this script may have made, where nothing else is left in them.
    for folder in "$share/applications" "$share/mime/packages" "$commands" "$home"; do
        [ "$for_all" = yes ] || rmdir "$folder" 2>/dev/null || true
    done
}

if [ "$removing" = yes ]; then
    remove
    echo "CEHRS Desktop was removed. The data of people who used it was not touched."
    exit 0
fi
if [ ! -x "$here/program/cehrs-desktop" ]; then
    echo "install.sh: the folder program is not beside this file; unpack the whole archive first" >&2
    exit 1
fi
new=$home/.cehrs-desktop.new
rm -rf "$new"
mkdir -p "$home" "$commands" "$share/applications" "$share/mime/packages"
cp -a "$here/program" "$new"
rm -rf "$program"
mv "$new" "$program"
ln -sfn "$program/cehrs" "$commands/cehrs"
ln -sfn "$program/cehrs-desktop" "$commands/cehrs-desktop"
sed "s|^Exec=cehrs-desktop|Exec=\"$program/cehrs-desktop\"|" \
    "$here/share/applications/cehrs-desktop.desktop" >"$share/applications/cehrs-desktop.desktop"
cp "$here/share/mime/packages/cehrs-desktop.xml" "$share/mime/packages/"
for icon in "$here"/share/icons/hicolor/*/apps/cehrs-desktop.png; do
    size=$(basename "$(dirname "$(dirname "$icon")")")
    mkdir -p "$share/icons/hicolor/$size/apps"
    cp "$icon" "$share/icons/hicolor/$size/apps/"
done
refresh
echo "CEHRS Desktop is in $program; start it from the desktop's menu or with $commands/cehrs-desktop."
if ! "$program/cehrs" --version >/dev/null 2>&1; then
    echo "It does not start yet: a library of the system is missing. The file README.txt beside this one lists them." >&2
    exit 1
fi
