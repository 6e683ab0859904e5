#!/bin/sh
# PostgreSQL for the database tests: the system's if there is one, else the package manager's. Nothing is started.
set -eu

has() { command -v "$1" >/dev/null 2>&1; }

found() {
    has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || ls /opt/homebrew/opt/postgresql*/bin/initdb >/dev/null 2>&1
}

with_apt() {
    has apt-get || return 1
    as_root=
    if [ "$(id -u)" != 0 ]; then
        has sudo && sudo -n true 2>/dev/null || return 1
        as_root="sudo -n"
    fi
    # Debian makes and starts a cluster when the package is installed, unless it is told not to.
    wish=/etc/postgresql-common/createcluster.d/no-main-cluster.conf
    $as_root mkdir -p "$(dirname $wish)" && echo "create_main_cluster = false" | $as_root tee $wish >/dev/null
    $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql
    $as_root rm -f $wish
}

with_brew() {
    has brew && brew install postgresql
}

if found; then exit 0; fi
echo "No PostgreSQL found; installing one for the database tests" >&2
with_apt && found && exit 0
with_brew && found && exit 0
echo "PostgreSQL could not be installed. Install the package 'postgresql' and run again." >&2
exit 1
