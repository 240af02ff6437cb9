# The differential test of the filter compiler against tcpdump.
$B/tests/diff/filterdiff: $B/tests/diff/filterdiff.o $B/lib/libsn.a
	$(call say,LD,$@)$(CC) $(ALLLD) -o $@ $< $B/lib/libsn.a $(LIBS)

tests: $B/tests/diff/filterdiff
