#!/usr/bin/env bash
# Inside Debian 11: the plugin by which Qt speaks with fcitx 4 and 5, which Qt's wheels lack. Called by debian11.sh.
#   fcitx.sh QT PLUGINS    QT: the wheel's folder with lib/ in it; PLUGINS: where the plugin goes
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/sources.sh"
readonly QT="$1" PLUGINS="$2"
readonly NEWER=/opt/debian13  # of Debian 13, whose Qt 6.8 is the last before the wheel's: Qt's headers, and its code generators

newer_apt() {  # apt that knows Debian 13 alone, so that nothing of it is installed
    apt-get -qq -o Dir::Etc::sourcelist="$NEWER/sources.list" -o Dir::Etc::sourceparts=/dev/null -o Dir::State="$NEWER/state" \
        -o Dir::State::status="$NEWER/state/status" -o Dir::Cache="$NEWER/cache" -o APT::Sandbox::User=root "$@"
}

newer_qt() {
    rm -rf "$NEWER"
    mkdir -p "$NEWER/state/lists/partial" "$NEWER/cache/archives/partial" "$NEWER/packages" "$NEWER/root"
    touch "$NEWER/state/status"
    sed -n 's/^deb \(.*\) bullseye main$/deb \1 trixie main/p' /etc/apt/sources.list > "$NEWER/sources.list"
    newer_apt update
    cd "$NEWER/packages"
    newer_apt download qt6-base-dev qt6-base-private-dev qt6-base-dev-tools libc6 libstdc++6 libgcc-s1 libpcre2-16-0
    local package
    for package in *.deb; do
        dpkg -x "$package" "$NEWER/root"
    done
}

fcitx_source() {
    cd "$SOURCES"
    rm -rf fcitx-qt5-*/
    apt-get source -qq --tar-only fcitx-qt5
    tar -xf fcitx-qt5_*.orig.tar.xz
    note fcitx-qt5 "$(basename fcitx-qt5_*.orig.tar.xz .orig.tar.xz | cut -d_ -f2)"
}

generate() {  # TOOL ARGUMENT…, with Debian 13's C library and the wheel's Qt
    local tool="$1"
    shift
    "$(echo "$NEWER"/root/usr/lib*/ld-linux-*.so.?)" --library-path "$QT/lib:$(echo "$NEWER"/root/usr/lib/*-linux-gnu)" "$NEWER/root/usr/lib/qt6/$tool" "$@"
}

once newer_qt
once fcitx_source

readonly CODE="$(echo "$SOURCES"/fcitx-qt5-*/qt6/platforminputcontext)"
readonly HEADERS="$(echo "$NEWER"/root/usr/include/*-linux-gnu/qt6)"
readonly PRIVATE="$(basename "$HEADERS"/QtGui/6.*)"
readonly INCLUDES=(
    -I. "-I$CODE" "-I$HEADERS" "-I$HEADERS/QtCore" "-I$HEADERS/QtGui" "-I$HEADERS/QtDBus"
    "-I$HEADERS/QtCore/$PRIVATE" "-I$HEADERS/QtCore/$PRIVATE/QtCore" "-I$HEADERS/QtGui/$PRIVATE" "-I$HEADERS/QtGui/$PRIVATE/QtGui"
)
readonly DEFINES=(-DQT_NO_KEYWORDS -DQT_PLUGIN -DQT_CORE_LIB -DQT_GUI_LIB -DQT_DBUS_LIB -DQT_NO_DEBUG)

mkdir -p "$SOURCES/fcitx-build" "$PLUGINS/platforminputcontexts"
cd "$SOURCES/fcitx-build"
for name in InputContext InputContext1 InputMethod InputMethod1; do
    generate bin/qdbusxml2cpp -i fcitxqtdbustypes.h -p "${name,,}proxy" "$CODE/org.fcitx.Fcitx.$name.xml"
done
for header in "$CODE"/{fcitxinputcontextproxy,fcitxwatcher,qfcitxplatforminputcontext,main}.h ./*proxy.h; do
    generate libexec/moc "${INCLUDES[@]}" "${DEFINES[@]}" "$header" -o "moc_$(basename "$header" .h).cpp"
done
for source in "$CODE"/*.cpp ./*.cpp; do
    printf '%s.o: %s\n\tg++ -c -fPIC -O2 -std=c++17 -fvisibility=hidden %s $< -o $@\n' "$(basename "$source" .cpp)" "$source" "${INCLUDES[*]} ${DEFINES[*]}"
done > Makefile
objects=$(sed -n 's/^\(.*\.o\):.*/\1/p' Makefile)
printf 'all: %s\n' "$objects" | tr '\n' ' ' >> Makefile
printf '\n' >> Makefile
make all
# shellcheck disable=SC2086  # a list of names
g++ -shared -Wl,--no-undefined -Wl,--as-needed -Wl,-rpath,'$ORIGIN/../../lib' -Wl,-rpath-link,"$QT/lib" $objects \
    "$QT"/lib/libQt6{Core,Gui,DBus}.so.6 -lxkbcommon -o "$PLUGINS/platforminputcontexts/libfcitxplatforminputcontextplugin-qt6.so"
sed -n 's/^fcitx-qt5 //p' "$VERSIONS" > "$PLUGINS/version"
