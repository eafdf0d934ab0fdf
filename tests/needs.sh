#!/bin/sh
# Make sure that a Debian package the tests or the bench use is here: `sh tests/needs.sh chromium`.
# Installed when we may; otherwise the line to type is shown and nothing is skipped in silence.
set -eu
command -v "$1" >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing $1"
    [ "$1" = chromium ] && fonts=fonts-dejavu-core || fonts=
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1" $fonts; } >/tmp/heard-needs.log 2>&1 || {
        tail -5 /tmp/heard-needs.log
        exit 1
    }
else
    echo "this needs $1. Type: sudo apt-get install $1"
    exit 1
fi
