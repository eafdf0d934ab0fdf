#!/bin/sh
# Make sure that a Debian package the tests or the bench use is here: `sh tests/needs.sh chromium`.
# Installed when we may, and without starting any service of the system's; otherwise the line to type is shown and
# nothing is skipped in silence.
set -eu
case "$1" in
rabbitmq-server) proof=/usr/lib/rabbitmq/bin/rabbitmq-server ;;
*) proof=$1 ;;
esac
command -v "$proof" >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing $1"
    [ "$1" = chromium ] && with=fonts-dejavu-core || with=
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod +x $policy
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1" $with; } >/tmp/heard-needs.log 2>&1 || {
        tail -5 /tmp/heard-needs.log
        exit 1
    }
else
    echo "this needs $1. Type: sudo apt-get install $1"
    exit 1
fi
