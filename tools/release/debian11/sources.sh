# Read by python.sh and fcitx.sh: where things lie inside Debian 11, and how Debian's sources are fetched.
readonly OWN=/opt/own SOURCES=/opt/sources
readonly VERSIONS="$OWN/versions"  # what was built from which source, a line each
mkdir -p "$OWN" "$SOURCES"
unset SOURCE_DATE_EPOCH  # sources have their own dates
MAKEFLAGS="-j$(nproc)"
export MAKEFLAGS

fetch() {  # NAME OPTION…: the newest version that is really there, for a mirror may lag behind its own list; into NAME-source
    local name="$1" version
    shift
    cd "$SOURCES"
    for version in $(apt-cache showsrc "$name" | sed -n 's/^Version: //p' | sort -rVu); do
        rm -rf "$name-source"
        if apt-get source -qq --download-only "$name=$version"; then
            dpkg-source "$@" -x "${name}_${version#*:}.dsc" "$name-source"
            note "$name" "$version"
            return
        fi
    done
    return 1
}

note() {  # NAME VERSION
    touch "$VERSIONS"
    sed -i "/^$1 /d" "$VERSIONS"
    printf '%s %s\n' "$1" "$2" >> "$VERSIONS"
}

once() {  # FUNCTION: not again when it was done
    [ -e "$SOURCES/$1.done" ] && return
    ("$1")
    touch "$SOURCES/$1.done"
}
