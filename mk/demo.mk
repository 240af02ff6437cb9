# make demo: recorded traffic over a veth pair, shown live by sncap | snfilter | sndump.
$B/tests/demo/replay: $B/tests/demo/replay.o $B/lib/libsn.a
	$(call say,LD,$@)$(CC) $(ALLLD) -o $@ $^ $(LIBS)

tests: $B/tests/demo/replay

demo: all $B/tests/demo/replay
	$(Q)tests/demo/run $B
