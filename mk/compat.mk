# make compat: libpcap's interface over libsn, in a folder of its own, build/compat: libpcap.so.0.8,
# libpcap.a, headers, libpcap.pc and the script sn-compat. make install puts it into COMPATDIR.
COMPATDIR = $(LIBDIR)/sn-compat
COMPATC  := $(sort $(wildcard lib/compat/*.c))
COMPATO  := $(COMPATC:%.c=$B/%.o)
COMPAT   := $B/compat
COMPATSO := $(COMPAT)/libpcap.so.0.8

# Its own headers in place of lib/pcap; of libsn the public ones.
$(COMPATO) $(COMPATC:%.c=$B/tidy/%.ok): ALLC := $(filter-out -Ilib,$(ALLC)) -Ilib/compat/include

$(COMPATSO): $(COMPATO) $B/lib/libsn.a lib/compat/libpcap.map
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(ALLLD) -shared -Wl,-soname,libpcap.so.0.8 -Wl,--as-needed \
	    -Wl,--version-script,lib/compat/libpcap.map -o $@ $(COMPATO) $B/lib/libsn.a $(LIBS)
	@ln -sf $(@F) $(COMPAT)/libpcap.so

# The objects that are needed of libsn's, made one, with the names of its own hidden.
$(COMPAT)/libpcap.a: $(COMPATO) $B/lib/libsn.a
	@mkdir -p $(@D)
	$(call say,AR,$@)$(CC) -nostdlib -r -o $(COMPAT)/pcap.o $(COMPATO) $B/lib/libsn.a && \
	    sed -n 's/^    \([a-z_]*[0-9]*[a-z_0-9]*\);$$/\1/p' lib/compat/libpcap.map >$(COMPAT)/exported && \
	    objcopy --keep-global-symbols=$(COMPAT)/exported $(COMPAT)/pcap.o && \
	    rm -f $@ && $(AR) rcs $@ $(COMPAT)/pcap.o && rm -f $(COMPAT)/pcap.o $(COMPAT)/exported

# $1: the folder that the files will be in.
compatfill = sed -e 's|@PREFIX@|$(PREFIX)|; s|@DIR@|$1|; s|@LIBS@|$(strip $(LIBS))|'

$(COMPAT)/sn-compat: lib/compat/sn-compat.in
	@mkdir -p $(@D)
	$(Q)$(call compatfill,$(COMPATDIR)) $< >$@ && chmod 755 $@

# What programs are built against, without installing anything.
$(COMPAT)/libpcap.pc: lib/compat/libpcap.pc.in Makefile mk/compat.mk
	@mkdir -p $(@D)
	$(Q)$(call compatfill,$(abspath $(COMPAT))) $< >$@
	$(Q)ln -sfn $(abspath lib/compat/include) $(COMPAT)/include

.PHONY: compat install-compat
compat: $(COMPATSO) $(COMPAT)/libpcap.a $(COMPAT)/sn-compat $(COMPAT)/libpcap.pc

install: install-compat
install-compat: compat
	$(Q)$(INSTALL) -d $(DESTDIR)$(COMPATDIR)/include/pcap $(DESTDIR)$(COMPATDIR)/pkgconfig \
	    $(DESTDIR)$(BINDIR)
	$(Q)$(INSTALL) -m 755 $(COMPATSO) $(DESTDIR)$(COMPATDIR)
	$(Q)ln -sf libpcap.so.0.8 $(DESTDIR)$(COMPATDIR)/libpcap.so
	$(Q)$(INSTALL) -m 644 $(COMPAT)/libpcap.a $(DESTDIR)$(COMPATDIR)
	$(Q)$(INSTALL) -m 644 lib/compat/include/*.h $(DESTDIR)$(COMPATDIR)/include
	$(Q)$(INSTALL) -m 644 lib/compat/include/pcap/*.h $(DESTDIR)$(COMPATDIR)/include/pcap
	$(Q)$(call compatfill,$(COMPATDIR)) lib/compat/libpcap.pc.in \
	    >$(DESTDIR)$(COMPATDIR)/pkgconfig/libpcap.pc
	$(Q)$(INSTALL) -m 755 $(COMPAT)/sn-compat $(DESTDIR)$(BINDIR)

# Programs that are run on both libraries; built with our headers.
COMPATTESTS := $(patsubst %.c,$B/%,$(sort $(wildcard tests/compat/*.c)))

$(COMPATTESTS): $B/tests/compat/%: tests/compat/%.c $(COMPATSO)
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(filter-out -Iinclude -Ilib,$(ALLC)) -Wno-deprecated-declarations \
	    -Ilib/compat/include $(ALLLD) -MMD -MP -o $@ $< -L$(COMPAT) -lpcap

tests: compat $(COMPATTESTS)

# Its fuzz target, built with its headers, and linked with its objects.
$B/tests/fuzz/fuzz_compat.o: ALLC := $(filter-out -Iinclude -Ilib,$(ALLC)) -Ilib/compat/include

$B/tests/fuzz/fuzz_compat: $B/tests/fuzz/fuzz_compat.o $B/tests/fuzz/replay.o $(COMPATO) $B/lib/libsn.a
	$(call say,LD,$@)$(CC) $(ALLLD) -o $@ $^ $(LIBS)

$B/tests/fuzz/lf_fuzz_compat: $B/tests/fuzz/fuzz_compat.o $(COMPATO) $B/lib/libsn.a
	$(call say,LD,$@)$(CC) $(ALLLD) -fsanitize=fuzzer -o $@ $^ $(LIBS)
