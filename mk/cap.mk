# The capture tests: their packet sender, and the soak.
$B/tests/cli/%: tests/cli/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALLC) $(ALLLD) -MMD -MP -o $@ $< $(LIBS)

# Preloaded into sncap, so a library, and one that no sanitizer's run time has to come before.
$B/tests/cli/%.so: tests/cli/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(filter-out $(SANFLAGS),$(ALLC)) -shared -MMD -MP -o $@ $<

tests: $B/tests/cli/pktsend $B/tests/cli/hwstamp.so $B/tests/cli/slowdisk.so

# An hour of everything at once; `make soak SOAK=60` is the short form.
SOAK = 3600
.PHONY: soak
soak: all tests
	$(Q)tests/soak/run $(SOAK) $B/bin

# Programs that use a capture as others would: with the public headers alone.
PUBLIC = $(filter-out -Ilib -fvisibility=hidden,$(ALLC))

$B/tests/examples/%: tests/examples/%.c $B/lib/libsn.a
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(PUBLIC) $(ALLLD) -MMD -MP -o $@ $< $B/lib/libsn.a $(LIBS)

$B/tests/cli/capturectl: tests/cli/capturectl.c $B/lib/libsn.a
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(PUBLIC) $(ALLLD) -MMD -MP -o $@ $< $B/lib/libsn.a $(LIBS)

tests: $B/tests/examples/capture $B/tests/cli/capturectl
