# A server for a while, with data of its own. Sourced after base.sh; PROGRAM names the program.

# start_server FLAGS …: sets SERVER, where it is, SERVER_PID, and FOLDER, where it keeps its data and
# its log. All of it ends with this command.
start_server() {
    FOLDER=$(mktemp -d)
    "$PROGRAM" --listen 127.0.0.1:0 --data "$FOLDER/data" "$@" >"$FOLDER/server.log" 2>&1 &
    SERVER_PID=$!
    trap end_server EXIT
    local tries
    for tries in $(seq 1 150); do
        SERVER=$(sed -n 's|.*listening on \(http://[^ ]*\).*|\1|p' "$FOLDER/server.log" | head -n 1)
        [ -n "$SERVER" ] && curl -sf "$SERVER/healthz" >/dev/null && return
        kill -0 "$SERVER_PID" 2>/dev/null || break
        sleep 0.1
    done
    cat "$FOLDER/server.log" >&2
    fail "The server does not start."
}

end_server() {
    kill "$SERVER_PID" 2>/dev/null
    wait "$SERVER_PID" 2>/dev/null
    rm -rf "$FOLDER"
}
