# What fuzzes the JSON API, in an environment of its own. Sourced after base.sh.

SCHEMATHESIS_VERSION=4.32.5

# need_schemathesis: sets SCHEMATHESIS; where it cannot be had, WHY_NOT.
need_schemathesis() {
    local folder=$TOOLS/schemathesis-$SCHEMATHESIS_VERSION
    SCHEMATHESIS=$folder/bin/schemathesis
    WHY_NOT=
    [ -e "$folder/complete" ] && return
    have python3 || { WHY_NOT="there is no python3" && return 1; }
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
        { WHY_NOT="python3 is older than 3.10" && return 1; }
    say "Installing schemathesis $SCHEMATHESIS_VERSION (about 30 seconds)."
    rm -rf "$folder"
    mkdir -p "$TOOLS"
    python3 -m venv "$folder" >/dev/null 2>&1 ||
        { WHY_NOT="python3 makes no virtual environments" && return 1; }
    bounded 300 "$folder/bin/pip" install --quiet --disable-pip-version-check \
        "schemathesis==$SCHEMATHESIS_VERSION" </dev/null >&2 ||
        { WHY_NOT="the registry of Python's packages is out of reach" && return 1; }
    touch "$folder/complete"
}
