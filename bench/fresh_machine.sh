#!/usr/bin/env bash
# Proves the README's two commands on a machine that has nothing: a bare Debian 12 with Python and git.
#
#   sudo bench/fresh_machine.sh [REPOSITORY] [WORK_FOLDER]
#
# Each command runs as root in its own copy of a debootstrap (minbase) tree, with empty package lists, in a clone of
# REPOSITORY's current commit (default: this checkout). What reaches the network (apt's sources, pip's settings,
# certificates, resolver) is read from this machine's own configuration and lives only in WORK_FOLDER.
# Needs root, debootstrap, unshare. SUITE (bookworm) can be set; COMMANDS (both) can be "open" or "test".
# Exits 0 only if the program was still open after OPEN_SECONDS (20) and the test command passed.
set -euo pipefail

repository=$(realpath "${1:-$(dirname "${BASH_SOURCE[0]}")/..}")
work=${2:-$(mktemp -d)}
suite=${SUITE:-bookworm}
commands=${COMMANDS:-open test}
open_seconds=${OPEN_SECONDS:-20}
# A path that no package of the tree writes to.
certificates=/etc/fresh-machine-certificates.crt

[ "$(id -u)" = 0 ] || { echo "fresh_machine: needs root for chroot; nothing was changed" >&2; exit 2; }
command -v debootstrap >/dev/null || { echo "fresh_machine: install debootstrap first" >&2; exit 2; }

# Everything below runs in mount and process namespaces of its own: mounts and stray processes end with it.
if [ -z "${FRESH_MACHINE_INSIDE:-}" ]; then
    mkdir -p "$work"
    exec env FRESH_MACHINE_INSIDE=1 unshare --mount --pid --fork --kill-child \
        bash "${BASH_SOURCE[0]}" "$repository" "$work"
fi

# Runs a command inside a tree with nothing of this machine's environment but the way to the network.
inside() {
    local tree=$1
    shift
    env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 CI=true DEBIAN_FRONTEND=noninteractive \
        ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
        PIP_CERT="$certificates" SSL_CERT_FILE="$certificates" \
        chroot "$tree" "$@" </dev/null
}

base=$work/base
if [ ! -e "$base/made" ]; then
    rm -rf "$base"
    mirror=$(find /etc/apt -name sources.list -o -name 'debian*.sources' | xargs -r cat |
        awk '$1 == "URIs:" {print $2; exit} $1 == "deb" {print ($2 ~ /^\[/) ? $3 : $2; exit}')
    [ -n "$mirror" ] || { echo "fresh_machine: found no Debian mirror in this machine's apt sources" >&2; exit 2; }
    debootstrap --variant=minbase "$suite" "$base" "$mirror" >"$work/debootstrap.log"
    rm -f "$base/etc/apt/sources.list"
    cp /etc/apt/sources.list "$base/etc/apt/" 2>/dev/null || true
    cp /etc/apt/sources.list.d/*debian*.sources "$base/etc/apt/sources.list.d/" 2>/dev/null || true
    cp /etc/resolv.conf "$base/etc/resolv.conf"
    cp /etc/pip.conf "$base/etc/" 2>/dev/null || true
    inside "$base" apt-get update -qq
    inside "$base" apt-get install -y -qq --no-install-recommends python3 git >>"$work/debootstrap.log" 2>&1
    rm -rf "$base"/var/lib/apt/lists/* "$base"/var/cache/apt/archives/*.deb
    touch "$base/made"
fi
echo "fresh_machine: $(inside "$base" python3 --version), $(inside "$base" dpkg-query -f . -W | wc -c) packages"

failed=0
for name in $commands; do
    tree=$work/$name
    rm -rf "$tree"
    cp -a "$base" "$tree"
    cp /etc/ssl/certs/ca-certificates.crt "$tree$certificates"
    mount -t proc proc "$tree/proc"
    mount -t tmpfs tmpfs "$tree/dev/shm" 2>/dev/null || { mkdir -p "$tree/dev/shm"; mount -t tmpfs tmpfs "$tree/dev/shm"; }
    mkdir -p "$tree/mnt/repository"
    mount --bind -o ro "$repository" "$tree/mnt/repository"
    inside "$tree" git -c safe.directory='*' clone -q --no-local /mnt/repository /srv/checkout
    umount "$tree/mnt/repository"
    started=$SECONDS
    code=0
    if [ "$name" = open ]; then
        inside "$tree" bash -c "cd /srv/checkout
            QT_QPA_PLATFORM=offscreen python3 start.py &
            program=\$!
            until tr '\\0' ' ' </proc/\$program/cmdline 2>/dev/null | grep -q -- '-m cehrs_desktop'; do
                kill -0 \$program || exit 1
                sleep 1
            done
            echo \"fresh_machine: the program runs after \$SECONDS s\"
            sleep $open_seconds
            kill -TERM \$program || exit 1" || code=$?
    else
        inside "$tree" bash -c "cd /srv/checkout && python3 start.py test" || code=$?
    fi
    echo "fresh_machine: $name: exit code $code after $((SECONDS - started)) s"
    [ "$code" = 0 ] || failed=1
    umount "$tree/proc" "$tree/dev/shm" || true
done
exit "$failed"
