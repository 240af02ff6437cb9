#!/usr/bin/env bats
# make dist: the same bytes, whoever makes it.
load common

@test "the tarball is the same in another folder, with other settings" {
    need git gzip
    git -C "$ROOT" rev-parse --verify -q HEAD >/dev/null || skip "not a git repository"
    export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
    cd "$BATS_TEST_TMPDIR"
    for folder in one "the second"; do
        git clone -q --depth 1 "file://$ROOT" "$folder"
        # As it is here, committed or not.
        cp "$ROOT/mk/dist.mk" "$folder/mk"
    done
    (cd one && umask 0022 && make dist)
    cd "the second"
    git config tar.umask 0077
    git config core.autocrlf true
    (umask 0077 && TZ=Pacific/Auckland LC_ALL=C GZIP=-1 make dist)
    run -0 sha256sum build/dist/*.tar.gz ../one/build/dist/*.tar.gz
    assert_equal "$(cut -d' ' -f1 <<<"$output" | uniq | wc -l)" 1
    # Whom its files belong to and what they may says nothing of who made it.
    run -0 tar -tvf build/dist/sn-*.tar.gz
    assert_equal "$(awk '{ print substr($1, 5), $2 }' <<<"$output" | sort -u)" \
        $'r--r-- root/root\nr-xr-x root/root'
}
