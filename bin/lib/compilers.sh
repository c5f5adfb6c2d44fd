# Which compilers there are, and the environment that all builds share: one set of flags, one
# target folder. Sourced after base.sh.

WASM=wasm32-unknown-unknown
# Kept up to date by Debian for building browsers; the version in the name of its linker moves.
DEBIAN_RUSTC=/usr/bin/rustc

# Rust may be installed but not on the path of this shell.
export PATH="$TOOLS/bin:$PATH:$HOME/.cargo/bin"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$CACHE/target}"
# Flags from outside would replace those of .cargo/config.toml, and RUSTC would win over the
# choice of a compiler for each side.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS CARGO_BUILD_TARGET RUSTC

version_of() { "$1" --version 2>/dev/null | awk '{ print $2 }'; }

# can_build_wasm COMPILER: whether it has a standard library for the browser made by itself.
can_build_wasm() {
    have "$1" && echo 'pub fn one() -> Vec<u8> { vec![1] }' |
        "$1" --target "$WASM" --crate-type lib --crate-name probe --emit metadata \
            -o "$CACHE/probe.rmeta" - >/dev/null 2>&1
}

# Sets BROWSER_RUSTC; 1 if there is none yet.
choose_browser_compiler() {
    for BROWSER_RUSTC in rustc "$DEBIAN_RUSTC"; do
        can_build_wasm "$BROWSER_RUSTC" && return 0
    done
    BROWSER_RUSTC=
    return 1
}

# own_linker COMPILER: where its own linker for WebAssembly would be.
own_linker() {
    local host
    host=$("$1" -vV | sed -n 's/^host: //p')
    echo "$("$1" --print sysroot)/lib/rustlib/$host/bin/rust-lld"
}

# Debian's compiler brings no linker for WebAssembly: any toolchain of rustup's has one, else LLVM.
# Prints its path; nothing if the browser's compiler needs none or none was found.
find_browser_linker() {
    local found
    [ -x "$(own_linker "$BROWSER_RUSTC")" ] && return 0
    found=$(own_linker rustc)
    if [ -x "$found" ]; then
        echo "$found"
        return 0
    fi
    compgen -c wasm-ld | sort -V | tail -n 1
}

# The environment of the browser's side; to be called when set-up is done.
use_browser_compiler() {
    local linker
    choose_browser_compiler || fail "No compiler for WebAssembly. Run bin/setup."
    linker=$(find_browser_linker)
    if [ -n "$linker" ]; then
        export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$linker"
    fi
    BROWSER_CARGO_ARGS=()
    if [ "$BROWSER_RUSTC" != rustc ]; then
        # For that side only: it takes half as long again as rustup's, and two compilers do not
        # mix in one target folder. cargo-leptos keeps the sides apart.
        BROWSER_CARGO_ARGS=("--lib-cargo-args=--config=build.rustc='$BROWSER_RUSTC'")
    fi
}

# leptos COMMAND ARGUMENTS …: cargo-leptos with the browser's compiler.
leptos() {
    local command=$1
    shift
    cargo leptos "$command" ${BROWSER_CARGO_ARGS[@]+"${BROWSER_CARGO_ARGS[@]}"} "$@"
}

# Prints the compiler for linting, put into the cache under a name that changes with it: cargo takes
# the name for the compiler's identity, and it must not change from clone to clone.
lint_compiler() {
    local folder
    folder=$TOOLS/lint-$(cat bin/lib/lint-* | $CHECKSUM | cut -c 1-16)
    mkdir -p "$folder"
    cp bin/lib/lint-compiler bin/lib/lint-linker "$folder/"
    echo "$folder/lint-compiler"
}
