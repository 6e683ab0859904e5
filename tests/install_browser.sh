#!/bin/sh
# A Chromium for the browser tests: the system's if there is one, else the package manager's, else Playwright's own download.
set -eu
python=${1:-python3}

has() { command -v "$1" >/dev/null 2>&1; }

found() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if has "$name"; then return 0; fi
    done
    return 1
}

with_apt() {
    has apt-get || return 1
    as_root=
    if [ "$(id -u)" != 0 ]; then
        has sudo && sudo -n true 2>/dev/null || return 1
        as_root="sudo -n"
    fi
    $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium
}

with_brew() {
    has brew && brew install --cask chromium
}

if found; then exit 0; fi
echo "No Chromium found; installing one for the browser tests" >&2
with_apt && found && exit 0
with_brew && found && exit 0
"$python" -m playwright install chromium
