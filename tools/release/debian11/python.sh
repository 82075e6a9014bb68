#!/usr/bin/env bash
# Inside Debian 11: SQLite, OpenSSL and CPython from Debian 12's sources, into /opt/own. Called by debian11.sh.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/sources.sh"

# 统信 UOS 20 has glibc 2.28. These five got new versions in 2.29, for an error of which Python makes its own.
cat > "$SOURCES/older_libc.h" << 'END'
#if defined(__x86_64__) && !defined(__ASSEMBLER__)
__asm__(".symver exp,exp@GLIBC_2.2.5");
__asm__(".symver exp2,exp2@GLIBC_2.2.5");
__asm__(".symver log,log@GLIBC_2.2.5");
__asm__(".symver log2,log2@GLIBC_2.2.5");
__asm__(".symver pow,pow@GLIBC_2.2.5");
#endif
END
readonly OLDER="-include $SOURCES/older_libc.h"

# With the options of Debian's own that the ledger's speed and secrecy hang on.
sqlite() {
    fetch sqlite3
    cd sqlite3-source
    CFLAGS="-O2 $OLDER -DSQLITE_SECURE_DELETE -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_ENABLE_UNLOCK_NOTIFY -DSQLITE_ENABLE_DBSTAT_VTAB \
        -DSQLITE_LIKE_DOESNT_MATCH_BLOBS -DSQLITE_USE_URI=1 -DSQLITE_MAX_VARIABLE_NUMBER=250000" \
        ./configure --prefix="$OWN" --disable-static --disable-tcl --disable-readline --enable-fts5
    make
    make install
}

# Python's own SHA-256 is several times slower than OpenSSL's; nothing here speaks TLS.
openssl() {
    fetch openssl
    cd openssl-source
    CFLAGS="-O3 $OLDER" ./config --prefix="$OWN" --libdir=lib --openssldir=/etc/ssl shared no-tests
    make build_libs
    make install_dev
}

mend_python() {  # Debian's patches that mend, without those that lay Python out for Debian's own packages
    local name
    while read -r name; do
        case "$name" in
            CVE-* | [0-9][0-9][0-9][0-9]-* | *-deadlock.diff | *-crash.diff | relfile-*) patch -p1 -N < "debian/patches/$name" ;;
        esac
    done < debian/patches/series
}

python() {
    fetch python3.11 --skip-patches
    cd python3.11-source
    mend_python
    # As Debian's patch for CVE-2026-4224 wants it, which counts on Debian's way of building this one.
    printf '*shared*\npyexpat pyexpat.c -DPy_BUILD_CORE_MODULE -lexpat\n' > Modules/Setup.local
    # sem_clockwait is of glibc 2.30.
    ac_cv_func_sem_clockwait=no CFLAGS="$OLDER" CPPFLAGS="-I$OWN/include" LDFLAGS="-L$OWN/lib -Wl,-rpath,$OWN/lib" \
        ./configure --prefix="$OWN" --enable-shared --with-openssl="$OWN" --with-system-expat --with-system-ffi --with-ensurepip=install \
        --disable-test-modules --enable-optimizations
    # Few tests are enough to learn by: its own choice takes a quarter of an hour.
    make PROFILE_TASK="-m test --pgo --timeout=300 test_bytes test_collections test_dict test_json test_list test_re test_set test_unicode"
    make install
    "$OWN/bin/python3.11" -c "import bz2, ctypes, hashlib, lzma, sqlite3, ssl, uuid, zlib; print(sqlite3.sqlite_version, ssl.OPENSSL_VERSION)"
}

once sqlite
once openssl
once python
