# The engines of filter programs against libpcap's interpreter: `make bench ROWS=engine`.
$B/tests/bench/bpfbench: $B/tests/bench/bpfbench.o $B/lib/libsn.a
	$(call say,LD,$@)$(CC) $(ALLLD) -o $@ $^ $(LIBS) -ldl

bench: $B/tests/bench/bpfbench

# What one core does of ClientHellos and streams: `make bench ROWS=streams`.
$B/tests/bench/streambench: $B/tests/bench/streambench.o $B/lib/libsn.a
	$(call say,LD,$@)$(CC) $(ALLLD) -o $@ $< $B/lib/libsn.a $(LIBS)

bench: $B/tests/bench/streambench
