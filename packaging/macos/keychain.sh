#!/usr/bin/env bash
# A keychain of its own for one build: `keychain.sh make` before it, `keychain.sh remove` after it.
#
# From the environment: CERTIFICATES (base64 of a PKCS#12 file with the Developer ID Application and Installer
# identities), CERTIFICATES_PASSWORD, and for the notary NOTARY_KEY (text of the .p8 file), NOTARY_KEY_ID and
# NOTARY_ISSUER. Without CERTIFICATES nothing is done: the build is then unsigned. With GITHUB_ENV it tells later steps
# the notary's profile. It never prints what it was given.
set -euo pipefail
set +x
keychain="${RUNNER_TEMP:-${TMPDIR:-/tmp}}/cehrs-build.keychain-db"
profile=cehrs-notary

make_keychain() {
    if [ -z "${CERTIFICATES:-}" ]; then
        echo "No certificates: the build will be unsigned." >&2
        return
    fi
    folder="$(mktemp -d)"
    trap 'rm -rf "$folder"' EXIT
    # Only this build uses it, and nobody has to know it.
    password="$(uuidgen)"
    security create-keychain -p "$password" "$keychain"
    security set-keychain-settings -lut 21600 "$keychain"
    security unlock-keychain -p "$password" "$keychain"
    printf '%s' "$CERTIFICATES" | base64 --decode > "$folder/certificates.p12"
    security import "$folder/certificates.p12" -k "$keychain" -f pkcs12 -P "${CERTIFICATES_PASSWORD:-}" \
        -T /usr/bin/codesign -T /usr/bin/productsign
    # Without this the tools would ask somebody at the screen whether they may use the keys.
    security set-key-partition-list -S apple-tool:,apple: -s -k "$password" "$keychain" > /dev/null
    security list-keychains -d user -s "$keychain" login.keychain-db
    security default-keychain -d user -s "$keychain"
    if [ -n "${NOTARY_KEY:-}" ]; then
        printf '%s\n' "$NOTARY_KEY" > "$folder/notary.p8"
        xcrun notarytool store-credentials "$profile" --key "$folder/notary.p8" --key-id "$NOTARY_KEY_ID" \
            --issuer "$NOTARY_ISSUER" > /dev/null
        if [ -n "${GITHUB_ENV:-}" ]; then
            echo "CEHRS_NOTARY_PROFILE=$profile" >> "$GITHUB_ENV"
        fi
    fi
}

remove_keychain() {
    if [ -e "$keychain" ]; then
        security default-keychain -d user -s login.keychain-db
        security delete-keychain "$keychain"
    fi
}

case "${1:-}" in
    make) make_keychain ;;
    remove) remove_keychain ;;
    *)
        echo "usage: keychain.sh make|remove" >&2
        exit 2
        ;;
esac
