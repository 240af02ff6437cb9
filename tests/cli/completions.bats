#!/usr/bin/env bats
# Completions: every option of --help, words of values, files, fields, in bash, zsh and fish.
# shellcheck disable=SC2164
load common

setup() {
    need_tool sndump
    C=$SN_BUILD/completions
    [ -d "$C" ] || skip "no completions were made"
    export PATH=$SN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR"
}

# What bash offers for the last word: TOOL WORD…
offered() {
    bash -c 'source "$1"; shift; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); "_$1"; printf "%s\n" "${COMPREPLY[@]}"' - \
        "$C/bash/$1" "$@"
}

@test "bash offers each option that --help has" {
    for t in sncap snfilter sndump snstat snindex; do
        offered "$t" - | sort -u >got
        "$t" --help | sed -nE 's/^(  |      )(-.*)/\2/p' | sed -E 's/ {2,}.*//; s/\[=.*//' |
            tr ' ' '\n' | sed -n 's/^\(-[^,]*\),*$/\1/p' | sort -u >want
        diff got want
    done
}

@test "bash offers the words of a value, files, fields behind a comma, types and views" {
    [ "$(offered sncap -Q in | xargs)" = "in inout" ]
    [ "$(offered snfilter --format pcapn)" = pcapng ]
    [ "$(offered sndump --fields dns.qry.na)" = dns.qry.name ]
    [ "$(offered sndump --fields ip.src,dns.qry.na)" = ip.src,dns.qry.name ]
    [ "$(offered sndump -T zm)" = zmtp1 ]
    [ "$(offered snstat -z con)" = conversations ]
    touch capture.pcap
    [ "$(offered sndump -r capt)" = capture.pcap ]
    [ -z "$(offered sndump -c '')" ]
    offered sncap -i '' | grep -qx lo
}

@test "zsh completes options and their values" {
    need zsh
    # A terminal of zsh's own, in which a line is completed and shown instead of being run.
    cat >in.zsh <<'END'
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1= RPS1=; fpath=($1 \$fpath); autoload -U compinit; compinit -u -d $2; stty rows 50 cols 200"
zpty -w z "show() { print -r -- \"<\$BUFFER>\"; BUFFER=; zle accept-line }; zle -N show; bindkey '^X' show; echo REA''DY"
zpty -r -m z line "*READY*"
keys=$'\t\x18'
zpty -w -n z "$3$keys"
zpty -r -m z line "*<*>*"
print -r -- "$line"
END
    run timeout 60 zsh -f in.zsh "$C/zsh" "$PWD/dump" 'sndump --fiel'
    assert_output --partial '--fields'
    run timeout 60 zsh -f in.zsh "$C/zsh" "$PWD/dump" 'snfilter --format pcapn'
    assert_output --partial '<snfilter --format pcapng'
    run timeout 60 zsh -f in.zsh "$C/zsh" "$PWD/dump" 'snstat -z conv'
    assert_output --partial '<snstat -z conversations'
}

@test "fish completes options and their values" {
    need fish
    run fish -N -c "source $C/fish/sndump.fish; complete -C 'sndump --fiel'"
    assert_output --regexp '^--fields'
    run fish -N -c "source $C/fish/sncap.fish; complete -C 'sncap --direction in'"
    assert_line --regexp '^inout'
}
