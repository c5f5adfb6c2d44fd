# The tools that are not packages: where they can be had ready-made they are, else they are built.
# Sourced after compilers.sh and packages.sh.

CARGO_LEPTOS_VERSION=0.3.11
# What its Cargo.lock needs.
CARGO_LEPTOS_RUST=1.96.0

locked_version() {
    awk -v name="\"$1\"" '$1 == "name" { found = $3 == name }
        $1 == "version" && found { gsub(/"/, "", $3); print $3; exit }' Cargo.lock
}

github_is_near() {
    if [ -z "${GITHUB_IS_NEAR:-}" ]; then
        GITHUB_IS_NEAR=no
        have curl && curl -sfIo /dev/null --connect-timeout 5 --max-time 10 https://github.com &&
            GITHUB_IS_NEAR=yes
    fi
    [ "$GITHUB_IS_NEAR" = yes ]
}

# download URL PROGRAM …: takes programs out of a release's archive into the tools.
download() {
    local url=$1 folder program
    shift
    folder=$(mktemp -d)
    if ! curl -sfL --connect-timeout 5 --max-time 180 "$url" | tar -xz -C "$folder"; then
        rm -rf "$folder"
        return 1
    fi
    mkdir -p "$TOOLS/bin"
    for program in "$@"; do
        find "$folder" -name "$program" -type f -exec cp {} "$TOOLS/bin/$program.new" \;
        mv "$TOOLS/bin/$program.new" "$TOOLS/bin/$program" || return 1
    done
    rm -rf "$folder"
}

# From outside the clone, whose flags are not for tools; without optimising, which would take
# longer than they ever run.
build_tool() {
    (cd "$CACHE" && CARGO_PROFILE_DEV_DEBUG=0 CARGO_TARGET_DIR=$CACHE/tools-build \
        cargo install "$@" --debug --force --root "$TOOLS" </dev/null >&2) || return 1
    rm -rf "$CACHE/tools-build"
}

machine() { echo "$(uname -m)-$(uname -s)"; }

need_wasm_bindgen() {
    local version url triple
    version=$(locked_version wasm-bindgen)
    [ "$(version_of "$TOOLS/bin/wasm-bindgen")" = "$version" ] && return
    case $(machine) in
        x86_64-Linux) triple=x86_64-unknown-linux-musl ;;
        aarch64-Linux) triple=aarch64-unknown-linux-gnu ;;
        arm64-Darwin) triple=aarch64-apple-darwin ;;
        *) triple=x86_64-apple-darwin ;;
    esac
    url=https://github.com/wasm-bindgen/wasm-bindgen/releases/download
    if github_is_near; then
        say "Downloading wasm-bindgen $version (a few seconds)."
        download "$url/$version/wasm-bindgen-$version-$triple.tar.gz" wasm-bindgen || true
    fi
    [ "$(version_of "$TOOLS/bin/wasm-bindgen")" = "$version" ] && return
    say "Building wasm-bindgen $version (about 1 minute)."
    # Without --locked: its lock file names a dependency that was withdrawn.
    build_tool wasm-bindgen-cli --version "$version" ||
        fail "Could not build wasm-bindgen $version. Is the registry of Rust's packages within reach?"
}

need_cargo_leptos() {
    local triple url compiler
    is_there() { [ "$(version_of "$TOOLS/bin/cargo-leptos")" = "$CARGO_LEPTOS_VERSION" ]; }
    is_there && return
    case $(machine) in
        x86_64-Linux) triple=x86_64-unknown-linux-gnu ;;
        aarch64-Linux) triple=aarch64-unknown-linux-gnu ;;
        arm64-Darwin) triple=aarch64-apple-darwin ;;
        *) triple=x86_64-apple-darwin ;;
    esac
    url=https://github.com/leptos-rs/cargo-leptos/releases/download/v$CARGO_LEPTOS_VERSION
    if github_is_near; then
        say "Downloading cargo-leptos $CARGO_LEPTOS_VERSION (a few seconds)."
        download "$url/cargo-leptos-$triple.tar.gz" cargo-leptos || true
    fi
    is_there && return
    for compiler in rustc "$DEBIAN_RUSTC"; do
        at_least "$(version_of "$compiler")" "$CARGO_LEPTOS_RUST" && break
    done
    at_least "$(version_of "$compiler")" "$CARGO_LEPTOS_RUST" ||
        fail "Building cargo-leptos needs Rust $CARGO_LEPTOS_RUST. Run: rustup update"
    say "Building cargo-leptos $CARGO_LEPTOS_VERSION (about 12 minutes on two cores, once)."
    # Without its own downloads a missing tool is a clear error in place of one that hangs.
    RUSTC=$compiler build_tool cargo-leptos \
        --version "$CARGO_LEPTOS_VERSION" --locked --features no_downloads ||
        fail "Could not build cargo-leptos $CARGO_LEPTOS_VERSION. Is the registry of Rust's packages within reach?"
}

# need_node_modules FOLDER: what its package-lock.json says, installed again when that changes.
need_node_modules() {
    local folder=$1 mark
    mark="$($CHECKSUM <"$folder/package-lock.json") $(node --version)"
    [ "$(cat "$folder/node_modules/.natter" 2>/dev/null)" = "$mark" ] && return
    say "Installing the Node packages of $folder (a few seconds)."
    # Mirrors of the registry now and then miss a version that they had a moment ago.
    install_node_modules "$folder" || install_node_modules "$folder" ||
        fail "npm ci failed in $folder. Is the registry of Node's packages within reach?"
    echo "$mark" >"$folder/node_modules/.natter"
}

install_node_modules() {
    (cd "$1" && bounded 300 npm ci --no-audit --no-fund --loglevel=error </dev/null >&2)
}
