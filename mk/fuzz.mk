# make fuzz [FUZZTIME=60] [T=name] [LAYER=folder]: every tests/fuzz/fuzz_*.c under libFuzzer, ASan
# and UBSan, each FUZZTIME seconds from its corpus in tests/fuzz/corpus; dis also from the packets
# of tests/proto.
# What it finds new goes to build/fuzz/corpus, what it breaks on to build/fuzz/found. T picks one
# target (fuzz_pcap: T=pcap); with T=dis LAYER=link it begins with that layer's packets alone (a
# folder of lib/dis, or "other").
FUZZTIME = 60
FUZZFLAGS =
T        =
LAYER    =
FB      := build/fuzz
LIBFUZZ := $(patsubst tests/fuzz/%.c,$B/tests/fuzz/lf_%,$(wildcard tests/fuzz/fuzz_$(if $T,$T,*).c))

$B/tests/fuzz/lf_%: $B/tests/fuzz/%.o $B/lib/libsn.a
	$(call say,LD,$@)$(CC) $(ALLLD) -fsanitize=fuzzer -o $@ $< $B/lib/libsn.a $(LIBS)

.PHONY: fuzz-run
fuzz-run: $(LIBFUZZ)
	$(Q)[ -n "$(LIBFUZZ)" ] || { echo "no such fuzz target: $T"; exit 1; }
	$(Q)for f in $(LIBFUZZ); do \
	    n=$${f##*/lf_fuzz_}; c=$B/corpus/$${n}$(LAYER); mkdir -p $$c $B/found tests/fuzz/corpus/$$n; \
	    [ $$n != dis ] || tests/fuzz/seeds $$c $(LAYER); \
	    echo "== $$n$(addprefix /,$(LAYER)): $(FUZZTIME) s"; \
	    $$f -max_total_time=$(FUZZTIME) -artifact_prefix=$B/found/$$n- -timeout=10 \
	        -print_final_stats=1 -verbosity=0 $(FUZZFLAGS) $$c $(if $(LAYER),,tests/fuzz/corpus/$$n) \
	        || exit 1; done

fuzz:
	$(Q)$(MAKE) --no-print-directory B=$(FB) CC=clang SAN=1 \
	    EXTRA_CFLAGS=-fsanitize=fuzzer-no-link fuzz-run
