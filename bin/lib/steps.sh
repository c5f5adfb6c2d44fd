# Steps that print their names, their times and, at the end, what the runners said. Sourced after
# base.sh.

BEGAN=$SECONDS
STEP=
SUMMARY=$(mktemp)
trap 'rm -f "$SUMMARY"' EXIT

# step NAME USUALLY COMMAND …: stops everything if the command fails.
step() {
    local name=$1 usually=$2 began=$SECONDS
    shift 2
    STEP=$name
    printf '\n== %s (usually %s)\n' "$name" "$usually"
    "$@" || {
        printf '\n== %s failed after %s\n' "$name" "$(duration $((SECONDS - began)))"
        exit 1
    }
    printf '== %s: done in %s\n' "$name" "$(duration $((SECONDS - began)))"
}

duration() { printf '%d:%02d min' $(($1 / 60)) $(($1 % 60)); }

# summed PATTERN COMMAND …: remembers the lines by which a runner sums up.
summed() {
    local pattern=$1 said status=0
    shift
    said=$(mktemp)
    "$@" 2>&1 | tee "$said" || status=1
    grep -E "$pattern" "$said" | sed "s/^ */$STEP: /" >>"$SUMMARY" || true
    rm -f "$said"
    return $status
}

print_summary() {
    printf '\n== All of it: done in %s\n' "$(duration $((SECONDS - BEGAN)))"
    cat "$SUMMARY"
}
