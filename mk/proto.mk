# What the tests of protocols' packets and of fields' names need.
$B/tests/proto/fields: $B/tests/proto/fields.o $B/lib/libsn.a
	$(call say,LD,$@)$(CC) $(ALLLD) -o $@ $^ $(LIBS)

tests: $B/tests/proto/fields

# What sndump prints of tests/proto/*.txt now, written into them.
.PHONY: proto-update
proto-update: all
	$(Q)SN_BIN=$(CURDIR)/$B/bin tests/proto/run --update
