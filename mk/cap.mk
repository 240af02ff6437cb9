# The capture tests' packet sender.
$B/tests/cli/%: tests/cli/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALLC) $(ALLLD) -MMD -MP -o $@ $< $(LIBS)

tests: $B/tests/cli/pktsend
