#!/usr/bin/env bats
# make install into an empty folder, and a program that is built with nothing but what it put there.
load common

install_to() { # FOLDER VARIABLE=VALUE…
    # The make that runs the tests hands its variables down; this one is told what it needs.
    unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL
    local root build
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd) || return 1
    build=${SN_BUILD:-$root/build}
    make -s -C "$root" B="${build#"$root"/}" DESTDIR="$1" "${@:2}" install
}

setup_file() {
    export DEST=$BATS_FILE_TMPDIR/dest
    install_to "$DEST" PREFIX=/opt/sn
}

setup() {
    export PKG_CONFIG_PATH=$DEST/opt/sn/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$DEST
    cd "$BATS_TEST_TMPDIR" || return 1
    mapfile -t cc < <(link_flags)
    cc=("${CC:-gcc}" -Wall -Werror "${cc[@]}")
    # README's program.
    awk '/^```c$/ { n++; next } /^```/ { if (n) exit } n' "$ROOT/README.md" >count.c
}

@test "installs tools, libraries, headers, sn.pc and man pages, and nothing else" {
    cd "$DEST"
    run find . -type f -o -type l
    assert_success
    refute_output --partial '/.'$'\n'
    for f in lib/libsn.a lib/libsn.so lib/pkgconfig/sn.pc include/sn/sn.h include/sn/pcap.h \
        share/man/man5/sn-state.5 share/man/man7/sn.7 share/man/man7/sn-filter.7; do
        assert [ -e "opt/sn/$f" ]
    done
    shopt -s nullglob
    for t in "$SN_BIN"/*; do
        assert [ -x "opt/sn/bin/${t##*/}" ]
        assert [ -f "opt/sn/share/man/man1/${t##*/}.1" ]
    done
    run find . -not -type d -not -path './opt/sn/*'
    assert_output ''
}

@test "each file that is installed is of one Debian package" {
    install_to "$PWD/tmp" PREFIX=/usr LIBDIR=/usr/lib/any SYSTEMDDIR=/lib/systemd/system
    cd tmp
    find . ! -type d | sed 's|^\./||' | sort >../files
    assert [ -s ../files ]
    while read -r file; do
        of=()
        for list in "$ROOT"/debian/*.install; do
            while read -r pattern; do
                # Asterisks match no slash there.
                for match in $pattern; do
                    [[ $file != "$match" && $file != "$match"/* ]] || of+=("${list##*/}")
                done
            done <"$list"
        done
        assert_equal "$file ${#of[@]}" "$file 1"
    done <../files
}

@test "the version of sn.h names the package, that of the interface the library and its links" {
    version=$(sed -n 's/.*SN_VERSION "\(.*\)"/\1/p' "$ROOT/include/sn/sn.h")
    lib=$DEST/opt/sn/lib
    soname=$(sed -n 's/^\(libsn\.so\.[0-9]*\) libsn.*/\1/p' "$ROOT"/debian/libsn*.symbols)
    assert [ -f "$lib/$soname" ]
    assert_equal "$(readlink -f "$lib/libsn.so")" "$(readlink -f "$lib/$soname")"
    assert_equal "$(readlink "$lib/libsn.so")" "$soname"
    run readelf -d "$lib/libsn.so"
    assert_output --partial "soname: [$soname]"
    run pkg-config --modversion sn
    assert_output "$version"
}

@test "the shared library exports only sn_ names, and exports them" {
    # A version of the interface is a symbol of type A.
    run awk '$2 != "A" && $3 !~ /^sn_/' <(nm -D --defined-only "$DEST/opt/sn/lib/libsn.so")
    assert_output ''
    run nm -D --defined-only "$DEST/opt/sn/lib/libsn.so"
    assert_output --partial ' sn_reader_open'
}

@test "nothing links libpcap" {
    for f in "$DEST"/opt/sn/bin/* "$DEST/opt/sn/lib/libsn.so"; do
        run readelf -d "$f"
        refute_output --partial libpcap
    done
}

@test "a small program reads a capture, with the shared library" {
    # shellcheck disable=SC2046 # words wanted
    "${cc[@]}" count.c -o count $(pkg-config --cflags --libs sn)
    LD_LIBRARY_PATH=$DEST/opt/sn/lib run ./count "$FIX/mixed.pcap"
    assert_success
    assert_output '300 packets'
    run readelf -d count
    assert_output --partial libsn.so
}

@test "a small program reads a capture, with the static library" {
    libs=$(pkg-config --static --libs sn)
    # shellcheck disable=SC2046,SC2086
    "${cc[@]}" count.c -o count $(pkg-config --cflags sn) ${libs/-lsn/-l:libsn.a}
    run ./count "$FIX/mixed.pcap"
    assert_success
    assert_output '300 packets'
    run readelf -d count
    refute_output --partial libsn.so
}

@test "each public header compiles by itself" {
    for h in "$DEST"/opt/sn/include/sn/*.h; do
        echo "#include <sn/${h##*/}>" >one.c
        # shellcheck disable=SC2046
        "${cc[@]}" -Wextra -std=c11 $(pkg-config --cflags sn) -c one.c -o one.o
    done
}
