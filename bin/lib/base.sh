# What every command here begins with: where things are, how to speak, how to stop.
# Sourced, never run. Bash 3.2 is enough.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# Outside the clone, so that a second clone need not build everything again.
CACHE=${NATTER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/natter}
TOOLS=$CACHE/tools
# Programs with all that they serve, of this clone alone.
APPS=$ROOT/target/app
# The server with planted faults.
PLANTED=$ROOT/target/planted

say() { printf '%s\n' "natter: $*" >&2; }

fail() {
    printf '%s\n' "natter: $*" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# bounded SECONDS COMMAND …: without a network some commands do not fail, they hang.
bounded() {
    local seconds=$1
    shift
    if have timeout; then timeout "$seconds" "$@"; else "$@"; fi
}

# locked NAME COMMAND …: one at a time, also between two clones that share the cache. The command
# is a child or a function; it must leave nothing running.
locked() {
    local name=$1
    shift
    if ! have flock; then
        "$@"
        return
    fi
    (
        flock -n 9 || { say "Waiting for another clone's $name to finish." && flock 9; }
        "$@"
    ) 9>"$CACHE/$name.lock"
}

# at_least HAVE WANT: compares versions by their numbers.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

if have sha256sum; then CHECKSUM=sha256sum; else CHECKSUM="shasum -a 256"; fi

mkdir -p "$CACHE"
cd "$ROOT"
