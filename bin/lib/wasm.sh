# A compiler for the browser's side. Sourced after tools.sh.

need_browser_compiler() {
    choose_browser_compiler && return
    if have rustup; then
        say "Adding WebAssembly to the Rust toolchain (a few seconds with internet, 20 without)."
        # Without a network it does not fail, it hangs.
        bounded 20 rustup target add "$WASM" </dev/null >&2 || true
        choose_browser_compiler && return
    fi
    have apt-get || fail "No Rust compiler for the browser. Run: rustup target add $WASM"
    # A target belongs to the one compiler that made it, so here a second compiler comes in:
    # Debian's for building browsers, whose standard library can be built from its source.
    install_packages "A compiler for WebAssembly" "about 20 seconds" \
        rustc-web libstd-rust-web-dev rust-web-src
    choose_browser_compiler || build_wasm_library
    choose_browser_compiler ||
        fail "Debian's Rust cannot build for WebAssembly. Run: rustup target add $WASM"
}

# Into Debian's folder for it, as that compiler looks nowhere else.
build_wasm_library() {
    local scratch target=/usr/lib/rustlib/$WASM/lib
    say "Building Rust's standard library for WebAssembly (about 1 minute)."
    scratch=$(mktemp -d "$CACHE/wasm-library.XXXXXX")
    cp -r /usr/lib/rustlib/src/rust/library "$scratch/library"
    (
        cd "$scratch"
        # As its own build does; anything left of an earlier build would give every crate twice.
        export RUSTC=$DEBIAN_RUSTC RUSTC_BOOTSTRAP=1 __CARGO_DEFAULT_LIB_METADATA=std
        export RUSTFLAGS="-Zforce-unstable-if-unmarked -Cembed-bitcode=yes"
        CARGO_TARGET_DIR=$scratch/target cargo build --release --target "$WASM" \
            --manifest-path library/sysroot/Cargo.toml </dev/null >&2
    ) || fail "Rust's standard library could not be built for WebAssembly; the reason is above."
    as_root rm -rf "$target"
    as_root mkdir -p "$target"
    as_root cp "$scratch/target/$WASM"/release/deps/*.rlib "$target/"
    rm -rf "$scratch"
}

need_browser_linker() {
    local llvm
    [ -x "$(own_linker "$BROWSER_RUSTC")" ] || [ -n "$(find_browser_linker)" ] ||
        {
            llvm=$("$BROWSER_RUSTC" -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
            install_packages "A linker for WebAssembly" "a few seconds" "lld-$llvm"
        }
}
