# The engines of filter programs against libpcap's interpreter: `make bench ROWS=engine`.
$B/tests/bench/bpfbench: $B/tests/bench/bpfbench.o $B/lib/libsn.a
	$(call say,LD,$@)$(CC) $(ALLLD) -o $@ $^ $(LIBS) -ldl

bench: $B/tests/bench/bpfbench
