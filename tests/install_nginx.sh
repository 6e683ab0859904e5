#!/bin/sh
# nginx for the test of the app behind it: the system's if there is one, else the package manager's. None is left running.
set -eu

has() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ]; }

with_apt() {
    has apt-get || return 1
    as_root=
    if [ "$(id -u)" != 0 ]; then
        has sudo && sudo -n true 2>/dev/null || return 1
        as_root="sudo -n"
    fi
    $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends nginx-light
    # Debian starts it on port 80 where there is an init system.
    if has systemctl; then $as_root systemctl disable --now nginx >/dev/null 2>&1 || true; fi
}

with_brew() {
    has brew && brew install nginx
}

if has nginx; then exit 0; fi
echo "No nginx found; installing one for the test of the app behind it" >&2
with_apt && has nginx && exit 0
with_brew && has nginx && exit 0
echo "nginx could not be installed. Install the package 'nginx-light' and run again." >&2
exit 1
