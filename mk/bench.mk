# The traffic generator, and make bench [N=5] [ROWS=pattern] [PACKETS=1000000].
GENOBJ  := $(patsubst %.c,$B/%.o,$(sort $(wildcard tests/bench/gen*.c)))
N        = 5
ROWS     =
PACKETS  = 1000000

$B/tests/bench/gen: $(GENOBJ)
	$(call say,LD,$@)$(CC) $(ALLLD) -o $@ $^ $(LIBS)

tests: $B/tests/bench/gen

# Ways into a pipe: `make bench ROWS=ways`.
$B/tests/bench/pipebench: $B/tests/bench/pipebench.o
	$(call say,LD,$@)$(CC) $(ALLLD) -o $@ $^

bench: $B/tests/bench/pipebench

bench: all $B/tests/bench/gen
	$(Q)tests/bench/run -b $B -n $(N) -p $(PACKETS) $(ROWS)
