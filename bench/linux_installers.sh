#!/usr/bin/env bash
# Proves the Linux packages on bare Debian trees: installed, tested as a standard user without a network, killed in the
# middle of an exam and resumed, upgraded over an older version, seen in a window, removed, and what was left listed.
#
#   sudo bench/linux_installers.sh [PACKAGES] [WORK_FOLDER]
#
# PACKAGES (dist/installers) is what build_installer.py made. WORK_FOLDER keeps the bare tree `base` for another time;
# one that bench/fresh_machine.sh left is fine. The Debian mirror is read from this machine's own apt sources.
# Needs root, debootstrap, unshare, convert (imagemagick). SUITE (bookworm) and ONLY (deb, tar) can be set.
# Writes WORK_FOLDER/{deb,tar}.png; exits 0 only if everything held.
set -euo pipefail

packages=$(realpath "${1:-$(dirname "${BASH_SOURCE[0]}")/../dist/installers}")
work=${2:-$(mktemp -d)}
suite=${SUITE:-bookworm}
only=${ONLY:-deb tar}

[ "$(id -u)" = 0 ] || { echo "linux_installers: needs root for chroot; nothing was changed" >&2; exit 2; }
for tool in debootstrap unshare convert dpkg-deb; do
    command -v "$tool" >/dev/null || { echo "linux_installers: install $tool first" >&2; exit 2; }
done
# Everything below runs in mount and process namespaces of its own: mounts and stray processes end with it.
if [ -z "${LINUX_INSTALLERS_INSIDE:-}" ]; then
    mkdir -p "$work"
    exec env LINUX_INSTALLERS_INSIDE=1 unshare --mount --pid --fork --kill-child \
        bash "${BASH_SOURCE[0]}" "$packages" "$work"
fi

say() { echo "linux_installers: $*"; }
fail() { say "FAILED: $*" >&2; exit 1; }

# As root in a tree, with nothing of this machine's environment but the way to the mirror.
inside() {
    local tree=$1
    shift
    env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
        chroot "$tree" "$@" </dev/null
}

inside_with_input() {
    local tree=$1
    shift
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 chroot "$tree" "$@"
}

# As a standard user in a tree, without any network: not even the loopback is up.
as_user() {
    local tree=$1
    shift
    env -i HOME=/people/candidate USER=candidate PATH=/people/candidate/.local/bin:/usr/local/bin:/usr/bin:/bin \
        LANG=C.UTF-8 ${QT_QPA_PLATFORM:+QT_QPA_PLATFORM="$QT_QPA_PLATFORM"} ${DISPLAY:+DISPLAY="$DISPLAY"} \
        unshare --net "$(command -v chroot)" --userspec=candidate:candidate "$tree" sh -c 'cd; exec "$@"' sh "$@" </dev/null
}

base=$work/base
if [ ! -e "$base/made" ]; then
    mirror=$(find /etc/apt -name sources.list -o -name 'debian*.sources' | xargs -r cat |
        awk '$1 == "URIs:" {print $2; exit} $1 == "deb" {print ($2 ~ /^\[/) ? $3 : $2; exit}')
    [ -n "$mirror" ] || { say "found no Debian mirror in this machine's apt sources" >&2; exit 2; }
    rm -rf "$base"
    debootstrap --variant=minbase "$suite" "$base" "$mirror" >"$work/debootstrap.log"
    rm -f "$base/etc/apt/sources.list"
    cp /etc/apt/sources.list "$base/etc/apt/" 2>/dev/null || true
    cp /etc/apt/sources.list.d/*debian*.sources "$base/etc/apt/sources.list.d/" 2>/dev/null || true
    cp /etc/resolv.conf "$base/etc/resolv.conf"
    touch "$base/made"
fi

grown() {
    local tree=$1
    rm -rf "$tree"
    cp -a "$base" "$tree"
    mount -t proc proc "$tree/proc"
    mount -t devtmpfs devtmpfs "$tree/dev" 2>/dev/null || mount --bind /dev "$tree/dev"
    mount -t tmpfs tmpfs "$tree/dev/shm"
    inside "$tree" apt-get update -qq
    inside "$tree" mkdir /people
    inside "$tree" useradd --create-home --home-dir /people/candidate --shell /bin/sh candidate
    mkdir -p "$tree/srv/packages"
    cp "$packages"/* "$tree/srv/packages/"
    say "$(basename "$tree"): Debian $(cat "$tree/etc/debian_version"), $(inside "$tree" dpkg-query -f . -W | wc -c) packages"
}

# Libraries that a file of the installed program needs and does not find; the pattern names files that are optional.
unresolved() {
    local tree=$1 optional=$2
    inside "$tree" find /opt/cehrs-desktop -name '*.so*' -type f | awk "!($optional)" |
        inside_with_input "$tree" xargs env LD_LIBRARY_PATH=/opt/cehrs-desktop/_internal ldd 2>/dev/null |
        grep 'not found' | sort -u || true
}

# The two self-tests, as a person in a lab would have them: no rights, no network, a read-only program folder.
proven() {
    local tree=$1 told
    for test in "" --kill-and-resume; do
        told=$(as_user "$tree" cehrs self-test $test --json 2>"$work/self-test.log") ||
            fail "$(basename "$tree"): cehrs self-test $test: $told $(tail -5 "$work/self-test.log")"
        say "$(basename "$tree"): cehrs self-test $test: $(tr -d '\n' <<<"$told" | tr -s ' ')"
    done
}

# An exam begun and killed in the person's own data folder, as a power cut would leave it.
begun() {
    local tree=$1 said
    as_user "$tree" cehrs self-test --victim /people/candidate/.local/share/cehrs-desktop >"$work/victim.log" 2>&1 &
    for _ in $(seq 600); do
        said=$(wc -l <"$work/victim.log")
        [ "$said" -ge 40 ] && break
        kill -0 $! 2>/dev/null || fail "the victim ended by itself: $(tail -3 "$work/victim.log")"
        sleep 0.2
    done
    inside "$tree" bash -c 'for p in /proc/[0-9]*; do
        case $(readlink $p/exe) in */cehrs-desktop) kill -9 ${p#/proc/} || true ;; esac; done'
    wait $! || true
}

# What the person's own data holds: attempts by state, and whether every log is whole.
kept() {
    as_user "$1" cehrs attempts --json | tr -d ' \n' | grep -o '"state":"[a-z]*"' | sort | uniq -c | tr -s ' \n' ' '
    as_user "$1" cehrs verify >/dev/null 2>&1 && echo "whole" || echo "DAMAGED"
}

# The window on a virtual screen, until it shows more than one color; a picture; ended by its signal.
seen() {
    local tree=$1 picture=$work/$(basename "$1").png colors=0 code=0
    inside "$tree" apt-get install -y -qq --no-install-recommends xvfb >>"$work/apt.log" 2>&1
    mkdir -p "$tree/tmp/screen"
    # Not on the abstract socket, which all trees and this machine share.
    inside "$tree" Xvfb :77 -screen 0 1366x768x24 -fbdir /tmp/screen -nolisten tcp -nolisten local >"$work/xvfb.log" 2>&1 &
    local screen=$!
    until [ -S "$tree/tmp/.X11-unix/X77" ]; do kill -0 "$screen" || fail "no virtual screen"; sleep 0.2; done
    QT_QPA_PLATFORM=xcb DISPLAY=:77 as_user "$tree" cehrs-desktop >"$work/window.log" 2>&1 &
    local window=$!
    for _ in $(seq 150); do
        kill -0 "$window" 2>/dev/null || fail "the window's program ended: $(tail -3 "$work/window.log")"
        convert "xwd:$tree/tmp/screen/Xvfb_screen0" "$picture" 2>/dev/null || true
        colors=$(convert "$picture" -format %k info: 2>/dev/null || echo 0)
        [ "$colors" -gt 100 ] && break
        sleep 0.4
    done
    [ "$colors" -gt 100 ] || fail "the window stayed empty"
    sleep 2
    convert "xwd:$tree/tmp/screen/Xvfb_screen0" "$picture"
    inside "$tree" bash -c 'for p in /proc/[0-9]*; do
        case $(readlink $p/exe) in */cehrs-desktop) kill -TERM ${p#/proc/} || true ;; esac; done'
    wait "$window" || code=$?
    say "$(basename "$tree"): the window came up ($picture) and ended on SIGTERM with code $code"
    kill "$screen"
    wait "$screen" 2>/dev/null || true
    rm -rf "$tree/tmp/screen"
}

# Files with our name, or in our folders, that are still there; the data of people is counted apart.
left() {
    local tree=$1
    (cd "$tree" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./srv -o -path ./var/log -o -path ./sys \) -prune \
        -o \( -iname '*cehrs*' -o -path './opt/*' \) -print) | grep -v '^./people/candidate/.local/share/cehrs-desktop' |
        grep -v '^./people/candidate/.local/state/cehrs-desktop\|^./people/candidate/.cache/cehrs-desktop' || true
}

# ---- the Debian package
if [[ " $only " = *" deb "* ]]; then
    tree=$work/deb
    grown "$tree"
    new=$(basename "$(ls "$packages"/cehrs-desktop_*.deb | tail -1)")
    camera=$(basename "$(ls "$packages"/cehrs-desktop-camera_*.deb 2>/dev/null | tail -1)")
    # An older version: the same with a lower number and a file that the new one no longer has.
    rm -rf "$work/older"
    dpkg-deb -R "$packages/$new" "$work/older"
    sed -i 's/^Version: .*/Version: 0.0.1/' "$work/older/DEBIAN/control"
    echo old >"$work/older/opt/cehrs-desktop/_internal/only_in_the_older_version.txt"
    dpkg-deb --root-owner-group -Znone --build "$work/older" "$tree/srv/packages/older.deb" >/dev/null
    inside "$tree" apt-get install -y -qq --no-install-recommends /srv/packages/older.deb >"$work/apt.log" 2>&1 ||
        fail "apt could not install the older version: $(tail -5 "$work/apt.log")"
    say "deb: installed $(inside "$tree" dpkg-query -f '${Version}, ${Installed-Size} kB' -W cehrs-desktop)"
    begun "$tree"
    before=$(kept "$tree")
    say "deb: the person's data before the upgrade: $before"
    inside "$tree" apt-get install -y -qq --no-install-recommends "/srv/packages/$new" >>"$work/apt.log" 2>&1
    say "deb: upgraded to $(inside "$tree" dpkg-query -f '${Version}' -W cehrs-desktop)"
    [ ! -e "$tree/opt/cehrs-desktop/_internal/only_in_the_older_version.txt" ] || fail "the upgrade left an old file"
    after=$(kept "$tree")
    say "deb: the person's data after the upgrade:  $after"
    [ "$before" = "$after" ] && [[ $after = *whole* ]] && [[ $after = *state* ]] || fail "the upgrade changed data"
    missing=$(unresolved "$tree" '/Qt6TextToSpeech|texttospeech|cupsprinter|Qt6Multimedia|Qt6Network|QtTextToSpeech/')
    [ -z "$missing" ] || fail "libraries are missing with the dependencies alone: $missing"
    as_user "$tree" sh -c '! touch /opt/cehrs-desktop/x 2>/dev/null' || fail "a user can write into the program's folder"
    proven "$tree"
    seen "$tree"
    if [ -n "$camera" ]; then
        inside "$tree" apt-get install -y -qq --no-install-recommends "/srv/packages/$camera" >>"$work/apt.log" 2>&1 ||
            fail "apt could not install the camera part: $(tail -5 "$work/apt.log")"
        missing=$(unresolved "$tree" '/texttospeech|cupsprinter/')
        [ -z "$missing" ] || fail "libraries of the camera part are missing: $missing"
        # Through a pipe: it refuses to write into files.
        said=$(QT_QPA_PLATFORM=offscreen as_user "$tree" /opt/cehrs-desktop/cehrs-camera --check --synthetic frames 2>"$work/camera.log" | cat)
        [[ $said = *ready* ]] || fail "the camera part does not start: $said $(cat "$work/camera.log")"
        say "deb: the camera part is installed; with made frames it says: $said"
    fi
    inside "$tree" apt-get purge -y -qq cehrs-desktop cehrs-desktop-camera >>"$work/apt.log" 2>&1
    rest=$(left "$tree")
    say "deb: left after the removal: ${rest:-nothing}; the person's data: $(cd "$tree/people/candidate" && find . -name '*.db' | wc -l) database"
    [ -z "$rest" ] || fail "something was left"
    inside "$tree" dpkg-query -W cehrs-desktop >/dev/null 2>&1 && fail "the package is still known"
    umount "$tree/dev/shm" "$tree/dev" "$tree/proc"
fi

# ---- the archive
if [[ " $only " = *" tar "* ]]; then
    tree=$work/tar
    grown "$tree"
    archive=$(basename "$(ls "$packages"/cehrs-desktop-[0-9]*-linux-*.tar.gz | tail -1)")
    place="/people/candidate/Über uns Экзамен"
    as_user "$tree" sh -c "mkdir -p '$place' && tar -xzf /srv/packages/$archive -C '$place'"
    folder="$place/$(ls "$tree$place")"
    # The libraries that README.txt names, without their versions.
    inside "$tree" sh -c "sed -n '/^It needs/,/^Reading/s/^    \([a-z0-9.+-]*\).*/\1/p' '$folder/README.txt' |
        xargs apt-get install -y -qq --no-install-recommends" >"$work/apt.log" 2>&1 || fail "$(tail -3 "$work/apt.log")"
    as_user "$tree" "$folder/install.sh" || fail "install.sh"
    echo old >"$tree/people/candidate/.local/opt/cehrs-desktop/_internal/only_in_the_older_version.txt"
    begun "$tree"
    before=$(kept "$tree")
    as_user "$tree" "$folder/install.sh" >/dev/null || fail "install.sh over the older version"
    [ ! -e "$tree/people/candidate/.local/opt/cehrs-desktop/_internal/only_in_the_older_version.txt" ] || fail "an old file stays"
    [ "$before" = "$(kept "$tree")" ] && [[ $before = *whole* ]] || fail "the upgrade changed data: $before"
    say "tar: upgraded in place; the person's data: $before"
    proven "$tree"
    seen "$tree"
    as_user "$tree" "$folder/install.sh" --remove
    as_user "$tree" rm -r "$place"
    rest=$(left "$tree")
    say "tar: left after the removal: ${rest:-nothing}; the person's data: $(cd "$tree/people/candidate" && find . -name '*.db' | wc -l) database"
    [ -z "$rest" ] || fail "something was left"
    umount "$tree/dev/shm" "$tree/dev" "$tree/proc"
fi
say "all held"
