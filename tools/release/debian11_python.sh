#!/usr/bin/env bash
# Inside Debian 11: CPython, SQLite and OpenSSL from Debian 12's sources into /opt/own. Called by debian11.sh.
set -euo pipefail

readonly OWN=/opt/own SOURCES=/opt/sources
export CFLAGS="-O2 -include $SOURCES/older_libc.h" MAKEFLAGS="-j$(nproc)"
unset SOURCE_DATE_EPOCH  # sources have their own dates
cd "$SOURCES"

# 统信 UOS 20 has glibc 2.28. These five were given new versions in 2.29, for an error of which Python makes its own.
cat > older_libc.h << 'END'
#if defined(__x86_64__) && !defined(__ASSEMBLER__)
__asm__(".symver exp,exp@GLIBC_2.2.5");
__asm__(".symver exp2,exp2@GLIBC_2.2.5");
__asm__(".symver log,log@GLIBC_2.2.5");
__asm__(".symver log2,log2@GLIBC_2.2.5");
__asm__(".symver pow,pow@GLIBC_2.2.5");
#endif
END

fetch() {  # NAME OPTION…: the newest version that is really there, for a mirror may lag behind its own list; into NAME-source
    local name="$1" version
    shift
    for version in $(apt-cache showsrc "$name" | sed -n 's/^Version: //p' | sort -rVu); do
        rm -rf "$name-source"
        if apt-get source -qq --download-only "$name=$version" >&2; then
            dpkg-source "$@" -x "${name}_${version#*:}.dsc" "$name-source" >&2
            echo "$name $version" >> versions
            return
        fi
    done
    echo "no source of $name" >&2
    return 1
}

mend_python() {  # Debian's patches that mend, without those that lay Python out for Debian's own packages
    local name
    while read -r name; do
        case "$name" in
            CVE-* | [0-9][0-9][0-9][0-9]-* | *-deadlock.diff | *-crash.diff | relfile-*) patch -p1 -N < "debian/patches/$name" ;;
        esac
    done < debian/patches/series
}

build_sqlite() {
    cd "$SOURCES/sqlite3-source"
    CFLAGS="$CFLAGS -DSQLITE_SECURE_DELETE -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_ENABLE_UNLOCK_NOTIFY -DSQLITE_ENABLE_DBSTAT_VTAB \
        -DSQLITE_LIKE_DOESNT_MATCH_BLOBS -DSQLITE_USE_URI=1 -DSQLITE_MAX_VARIABLE_NUMBER=250000" \
        ./configure --prefix="$OWN" --disable-static --disable-tcl --disable-readline --enable-fts5
    make
    make install
}

build_openssl() {
    cd "$SOURCES/openssl-source"
    ./config --prefix="$OWN" --libdir=lib --openssldir=/etc/ssl shared no-tests
    make build_sw
    make install_sw
}

build_python() {
    cd "$SOURCES/python3.11-source"
    mend_python
    # sem_clockwait is of glibc 2.30. Few tests are enough to learn by: its own choice takes a quarter of an hour.
    ac_cv_func_sem_clockwait=no CPPFLAGS="-I$OWN/include" LDFLAGS="-L$OWN/lib -Wl,-rpath,$OWN/lib" \
        ./configure --prefix="$OWN" --enable-shared --with-openssl="$OWN" --with-system-expat --with-system-ffi --with-ensurepip=install \
        --enable-optimizations
    make PROFILE_TASK="-m test --pgo --timeout=300 test_bytes test_collections test_dict test_json test_list test_re test_set test_sqlite3 test_unicode"
    make install
    "$OWN/bin/python3.11" -c "import bz2, ctypes, hashlib, lzma, sqlite3, ssl, uuid, zlib; print(sqlite3.sqlite_version, ssl.OPENSSL_VERSION)"
}

rm -f versions
fetch sqlite3
fetch openssl
fetch python3.11 --skip-patches
(build_sqlite)
(build_openssl)
(build_python)
cp versions "$OWN/versions"
