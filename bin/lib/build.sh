# The one build, for running, testing and CI. Sourced after compilers.sh.

# Everything that the app is made of, as one number; nothing where there is no git to tell what is
# ours from what was made.
source_mark() {
    git rev-parse --git-dir >/dev/null 2>&1 || return 0
    {
        rustc -vV
        "$BROWSER_RUSTC" -vV
        git ls-files -co --exclude-standard -z -- . \
            ':!*.md' ':!LICENSE*' ':!.ci' ':!end2end' ':!src/tests' |
            xargs -0 $CHECKSUM 2>/dev/null || true # a file that was deleted is no longer in it
    } | $CHECKSUM | cut -c 1-16
}

# build_app: sets PROGRAM, whose folder has the site and the list of hashed names beside it. It lies
# apart from the shared target folder, where another clone's build could take its place under a
# running server. Quick if these very sources were built before.
build_app() {
    local mark
    use_browser_compiler
    mark=$(source_mark)
    mark=${mark:-$(date +%Y%m%d-%H%M%S)}
    PROGRAM=$APPS/$mark/natter
    [ -x "$PROGRAM" ] && return
    say "Building (20 minutes the first time on two cores, then about 1)."
    locked build make_app "$APPS/$mark"
}

# build_torture: sets TORTURE, what breaks the server off and measures it.
build_torture() {
    locked build cargo build --release --package natter-torture ||
        fail "The build failed; the reason is above."
    TORTURE=$CARGO_TARGET_DIR/release/natter-torture
}

# build_planted: sets PROGRAM to a server with the faults that the torture must notice. It is made of
# the same dependencies, and kept where nobody takes it for the app.
build_planted() {
    local mark
    use_browser_compiler
    mark=$(source_mark)
    PROGRAM=$PLANTED/${mark:-unmarked}/natter
    [ -x "$PROGRAM" ] && [ -n "$mark" ] && return
    say "Building the server with planted faults (about 1 minute)."
    locked build make_planted
}

make_planted() {
    cargo build --release --features ssr,planted --bin natter ||
        fail "The build failed; the reason is above."
    rm -rf "$PLANTED"
    mkdir -p "$(dirname "$PROGRAM")" && mv "$CARGO_TARGET_DIR/release/natter" "$PROGRAM" ||
        fail "The program could not be put into $PLANTED. Is the disk full?"
}

make_app() {
    local folder=$1
    # Names with hashes in them may be kept by browsers for ever; `cargo leptos watch` does without.
    LEPTOS_HASH_FILES=true leptos build --release --precompress </dev/null ||
        fail "The build failed; the reason is above."
    rm -rf "$folder.new"
    # The list of hashes is moved, as `cargo leptos watch` runs the program there, without hashes.
    mkdir -p "$folder.new" &&
        cp "$CARGO_TARGET_DIR/release/natter" "$folder.new/natter" &&
        mv "$CARGO_TARGET_DIR/release/hash.txt" "$folder.new/hash.txt" &&
        cp -R target/site "$folder.new/site" &&
        mv "$folder.new" "$folder" ||
        fail "The program could not be put into $folder. Is the disk full?"
    # The one before may still be running.
    (cd "$APPS" && ls -1td -- */ | tail -n +3 | xargs rm -rf --)
}
