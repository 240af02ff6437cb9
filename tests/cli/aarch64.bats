#!/usr/bin/env bats
# The AArch64 machine code: the engine's tests, compiled for AArch64, under qemu-user.
load common

@test "the AArch64 engine agrees with the interpreter" {
    need aarch64-linux-gnu-gcc qemu-aarch64
    cd "$ROOT"
    flags=(-std=gnu11 -D_GNU_SOURCE -O1 -Iinclude -Ilib -pthread)
    code=(lib/bpf/{vm,verify,image,engine,split,jitplan,jitgen,jit_x64,jit_a64}.c
        lib/base/{arena,err,buf,bufnum,bufprintf,huge,put}.c)
    t=$BATS_TEST_TMPDIR
    aarch64-linux-gnu-gcc "${flags[@]}" -o "$t/jit" tests/unit/test_bpf_jit.c "${code[@]}" -lm
    aarch64-linux-gnu-gcc "${flags[@]}" -o "$t/fuzz" tests/fuzz/fuzz_vm.c tests/fuzz/replay.c "${code[@]}" -lm
    run qemu-aarch64 -L /usr/aarch64-linux-gnu "$t/jit"
    assert_success
    assert_line 'ok has_machine_code'
    refute_line --regexp '^not ok'
    run qemu-aarch64 -L /usr/aarch64-linux-gnu "$t/fuzz" tests/fuzz/corpus/vm
    assert_success
}
