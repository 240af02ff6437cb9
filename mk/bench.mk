# The traffic generator, and make bench [N=5] [ROWS=pattern] [PACKETS=1000000].
GENOBJ  := $(patsubst %.c,$B/%.o,$(sort $(wildcard tests/bench/gen*.c)))
N        = 5
ROWS     =
PACKETS  = 1000000

$B/tests/bench/gen: $(GENOBJ)
	$(call say,LD,$@)$(CC) $(ALLLD) -o $@ $^ $(LIBS)

tests: $B/tests/bench/gen

bench: all $B/tests/bench/gen
	$(Q)tests/bench/run -b $B -n $(N) -p $(PACKETS) $(ROWS)
