# contrib/cluster/search: one filter over a folder's captures, by GNU parallel and by Slurm.
load common

setup() {
    need_tool snfilter snindex
    cd "$BATS_TEST_TMPDIR" || return
    export TMPDIR=$BATS_TEST_TMPDIR
}

teardown() {
    local f pid
    for f in slurmd slurmctld munged; do
        [ -s $f.pid ] || continue
        pid=$(cat $f.pid)
        kill "$pid" 2>/dev/null || continue
        while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done
    done
}

# Captures whose times overlap, some compressed, some with an index.
folder() {
    local i
    mkdir -p day/hour
    for i in 1 2 3 4 5; do
        "$SN_BUILD/tests/bench/gen" -n 2000 -s $i >day/c$i.pcap
    done
    mv day/c4.pcap day/hour/
    snfilter -r day/c5.pcap -w day/c5.pcap.gz
    rm day/c5.pcap
    snindex day/c1.pcap day/c5.pcap.gz
    find day -name '*.pcap*' ! -name '*.sni' | LC_ALL=C sort >list
}

# What the cluster wrote is what one process writes.
same() { # EXPRESSION
    snfilter --merge -V list -w want "$1"
    [ "$(snfilter -r want --count)" != "0 packets" ]
    cmp out want
}

@test "GNU parallel: the same as one process" {
    need parallel
    folder
    local e
    for e in 'tcp port 22' "udp and not host 10.0.0.1"; do
        "$ROOT/contrib/cluster/search" -w out day "$e" 3>&-
        same "$e"
    done
    [ -z "$(ls -d out.* 2>/dev/null)" ]
}

@test "GNU parallel: a file that is no capture is said, and the others are merged" {
    need parallel
    folder
    echo hello >day/text
    run "$ROOT/contrib/cluster/search" -w out day 'tcp port 22'
    assert_failure 1
    assert_output --partial "day/text: byte 0: not a capture"
    same 'tcp port 22'
}

# A cluster of this machine alone, with a key of its own.
start_slurm() {
    need slurmctld slurmd sbatch munged
    [ "$(id -u)" = 0 ] || skip "slurmd needs root"
    local host
    host=$(hostname -s)
    mkdir -p state spool munge
    chmod 700 munge
    head -c 1024 /dev/urandom >munge/key
    chmod 600 munge/key
    munged --force --key-file="$PWD/munge/key" --socket="$PWD/munge/socket" \
        --pid-file="$PWD/munged.pid" --log-file="$PWD/munge/log" --seed-file="$PWD/munge/seed" \
        3>&- || skip "munged can't be started"
    cat >slurm.conf <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=$PWD/munge/socket
CredType=cred/munge
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
StateSaveLocation=$PWD/state
SlurmdSpoolDir=$PWD/spool
SlurmctldPidFile=$PWD/slurmctld.pid
SlurmdPidFile=$PWD/slurmd.pid
SlurmctldLogFile=$PWD/slurmctld.log
SlurmdLogFile=$PWD/slurmd.log
ReturnToService=2
MpiDefault=none
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
END
    export SLURM_CONF=$PWD/slurm.conf
    slurmctld -c 3>&- || skip "slurmctld can't be started"
    slurmd -c 3>&- || skip "slurmd can't be started"
    local i
    for i in $(seq 200); do
        ! sinfo -h -o %T 2>/dev/null | grep -qx idle || return 0
        sleep 0.1
    done
    skip "no node of Slurm's came up"
}

@test "Slurm: a job array gives the same as one process" {
    start_slurm
    folder
    "$ROOT/contrib/cluster/search" -s -j 3 -w out day "udp and not host 10.0.0.1" 3>&-
    same "udp and not host 10.0.0.1"
}
