#!/usr/bin/env bats
# snstat --live in a terminal of 80 columns and 24 lines: what stands on it, keys, the end.
bats_require_minimum_version 1.5.0
load common

setup() {
    need_tool snstat
    need tmux
    snstat --help | grep -q -- --live
    ! snstat --live </dev/null 2>&1 | grep -q "without ncurses" || skip "built without ncurses"
    unset NO_COLOR COLUMNS TMUX
    T=$BATS_TEST_TMPDIR
}

teardown() {
    tmux -S "$T/tmux" kill-server 2>/dev/null || true
}

# Runs a command in a terminal of its own; then its status is shown.
live() {
    tmux -S "$T/tmux" -f /dev/null new-session -d -x 80 -y 24 "export PATH='$PATH'; $1; echo status \$?; read _"
}

keys() {
    tmux -S "$T/tmux" send-keys "$@"
}

screen() {
    tmux -S "$T/tmux" capture-pane -p
}

# Waits until a line of the screen matches.
shows() {
    local i
    for ((i = 0; i < 600; i++)); do
        if screen | grep -q -- "$1"; then return 0; fi
        sleep 0.05
    done
    screen
    echo "never shown: $1"
    return 1
}

@test "a file: views, orders, scrolling, leaving" {
    live "snstat --live -r '$FIX/mixed.pcap'"
    shows '^snstat 0:00:00 .* 300 packets  (ended)'
    shows '^Packets  *300$'
    shows '^summary by bytes  Tab view'
    keys 4
    shows '^hosts by bytes'
    shows '^Host  *packets  bytes'
    [ "$(screen | wc -l)" -eq 24 ]
    keys s
    shows '^hosts by packets'
    first=$(screen | sed -n 5p)
    keys Down Down
    for _ in $(seq 100); do
        [ "$(screen | sed -n 3p)" != "$first" ] || break
        sleep 0.05
    done
    assert_equal "$(screen | sed -n 3p)" "$first"
    keys Tab
    shows '^conversations by bytes'
    keys Left Left
    shows '^protocols by bytes'
    keys q
    shows '^status 0'
}

@test "a stream: counted while it comes, filtered by what is typed, held" {
    mkfifo "$T/in"
    live "snstat --live --interval 200ms <'$T/in'"
    exec 9>"$T/in"
    cat "$FIX/us.pcap" >&9
    shows ' 40 packets'
    keys f
    shows '^filter: _'
    keys 'tpc' Enter
    shows "column 1: .*tpc"
    keys BSpace BSpace 'cp' Enter
    shows 'q quit  tcp$'
    shows ' 0 packets  '
    tail -c +25 "$FIX/us.pcap" >&9
    want=$(snstat -z file -r "$FIX/us.pcap" tcp | awk 'NR == 1 { print $2 }')
    shows " $want packets  "
    keys p
    shows '(paused)'
    keys p f C-u BSpace BSpace BSpace Enter
    shows ' 0 packets  '
    exec 9>&-
    shows '(ended)'
    keys f
    shows 'nothing more comes'
    keys q
    shows '^status 0'
}

@test "damage is said below the screen, and Ctrl-C leaves" {
    live "snstat --live -r '$FIX/cut.pcap'"
    shows '(ended)'
    keys C-c
    shows 'byte [0-9]*: .*cut'
    shows '^status 1'
}

@test "names from packets and files don't reach the terminal as they are" {
    cp "$FIX/us.pcap" "$T/"$'a\e]0;owned\a.pcap'
    live "snstat --live -r '$T/'*owned*"
    shows 'a^\[\]0;owned^G.pcap\|(ended)'
    keys q
    shows '^status 0'
    [ "$(tmux -S "$T/tmux" display-message -p '#{pane_title}')" != owned ]
}

@test "without a terminal, and with what it goes with" {
    run -2 snstat --live -r "$FIX/us.pcap"
    assert_output --partial "--live needs a terminal"
    run -2 snstat --live --json -r "$FIX/us.pcap"
    assert_output --partial "--live goes with none of"
}
