# Packages of the system, on Debian and its kin. Sourced after base.sh.

APT_UPDATED=

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        fail "This must be run as root: $*. Run it, then start again."
    fi
}

# install_packages WHY TIME PACKAGE …: installs what is missing of them.
install_packages() {
    local why=$1 time=$2 package missing=()
    shift 2
    for package in "$@"; do
        [ "$(dpkg-query -Wf '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    have apt-get || fail "$why: please install ${missing[*]} by this system's own means, then start again."
    say "$why: installing ${missing[*]} ($time)."
    if [ -z "$APT_UPDATED" ]; then
        as_root env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes apt-get update -qq </dev/null >/dev/null ||
            say "The lists of packages could not be updated; trying with the old ones."
        APT_UPDATED=yes
    fi
    as_root env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null ||
        fail "Could not install ${missing[*]}. Is Debian's archive within reach? Try: apt-get install ${missing[*]}"
}
