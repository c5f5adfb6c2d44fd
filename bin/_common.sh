# Shared by the commands in this folder: where things are, and which compiler makes what.
# Source it; it moves to the top of the checkout.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Tools and builds live outside the checkout, so that a fresh clone starts warm.
cache="${NATTER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/natter}"
tools="$cache/tools"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$cache/target}"
export PATH="$tools/bin:$PATH"

wasm_target=wasm32-unknown-unknown
debian_rustc=/usr/bin/rustc

say() { printf '\033[1m▸ %s\033[0m\n' "$*"; }

fail() {
    printf '\033[1;31m✗ %s\033[0m\n' "$*" >&2
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# Runs a step under its name and says how long it took.
step() {
    local name=$1 began=$SECONDS
    shift
    say "$name"
    "$@" || fail "$name failed; what is wrong stands above."
    printf '  %s: %d s\n' "$name" $((SECONDS - began))
}

has_wasm_std() { # COMPILER
    compgen -G "$("$1" --print sysroot)/lib/rustlib/$wasm_target/lib/libstd-*.rlib" >/dev/null
}

# Sets `front_rustc` to the compiler of the browser side: the toolchain's own where it has the wasm
# target, else Debian's. The two never share a target folder.
find_front_rustc() {
    front_rustc=
    if has_wasm_std rustc; then
        front_rustc=rustc
    elif [[ -x $debian_rustc ]] && has_wasm_std "$debian_rustc"; then
        front_rustc=$debian_rustc
        local host_libs
        host_libs="$(rustc --print sysroot)/lib/rustlib/$(rustc -vV | sed -n 's/^host: //p')"
        export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$host_libs/bin/rust-lld"
    fi
    [[ -n $front_rustc ]]
}

# The one build that running, testing and CI share.
build() {
    find_front_rustc || fail "There is no compiler for $wasm_target; run bin/setup."
    local arguments=(build --release --precompress)
    if [[ $front_rustc != rustc ]]; then
        arguments+=("--lib-cargo-args=--config=build.rustc='$front_rustc'")
    fi
    cargo leptos "${arguments[@]}"
}

# The version of a crate that Cargo.lock names.
locked_version() { # CRATE
    awk -v crate="$1" '$0 == "name = \"" crate "\"" { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock
}
