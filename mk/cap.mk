# The capture tests: their packet sender, and the soak.
$B/tests/cli/%: tests/cli/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALLC) $(ALLLD) -MMD -MP -o $@ $< $(LIBS)

tests: $B/tests/cli/pktsend

# An hour of everything at once; `make soak SOAK=60` is the short form.
SOAK = 3600
.PHONY: soak
soak: all tests
	$(Q)tests/soak/run $(SOAK) $B/bin
