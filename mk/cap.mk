# The capture tests: their packet sender, the recorder's memory, and the soak.
$B/tests/cli/%: tests/cli/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALLC) $(ALLLD) -MMD -MP -o $@ $< $(LIBS)

# Preloaded into sncap, so a library, and one that no sanitizer's run time has to come before.
$B/tests/cli/%.so: tests/cli/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(filter-out $(SANFLAGS),$(ALLC)) -shared -MMD -MP -o $@ $<

tests: $B/tests/cli/pktsend $B/tests/cli/hwstamp.so $B/tests/cli/slowdisk.so

# sncap's memory of the last packets is tested by itself.
HISTORY := $B/cmd/sncap_history.o $B/cmd/sncap_rec.o
$B/tests/unit/test_history: $B/tests/unit/test_history.o $(HISTORY) $B/lib/libsn.a
	$(call say,LD,$@)$(CC) $(ALLLD) -o $@ $^ $(LIBS)

# An hour of everything at once; `make soak SOAK=60` is the short form.
SOAK = 3600
.PHONY: soak
soak: all tests
	$(Q)tests/soak/run $(SOAK) $B/bin
