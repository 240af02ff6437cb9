# make install: tools, both libraries, headers, sn.pc, man pages, under DESTDIR and PREFIX.
# sn.pc is written here and not before: only now is the prefix known.
MANPAGES := $(sort $(wildcard man/*.[157]))
INSTALL   = install

install: all
	$(call say,INSTALL,$(DESTDIR)$(PREFIX))
	$(Q)$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCDIR)/sn \
	    $(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(MANDIR)/man5 $(DESTDIR)$(MANDIR)/man7
	$(Q)for f in $(BINS); do $(INSTALL) -m 755 $$f $(DESTDIR)$(BINDIR) || exit 1; done
	$(Q)$(INSTALL) -m 644 $B/lib/libsn.a $(DESTDIR)$(LIBDIR)
	$(Q)$(INSTALL) -m 755 $(SO) $(DESTDIR)$(LIBDIR)
	$(Q)ln -sf $(notdir $(SO)) $(DESTDIR)$(LIBDIR)/libsn.so.$(SOMAJOR)
	$(Q)ln -sf libsn.so.$(SOMAJOR) $(DESTDIR)$(LIBDIR)/libsn.so
	$(Q)$(INSTALL) -m 644 include/sn/*.h $(DESTDIR)$(INCDIR)/sn
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@INCDIR@|$(INCDIR)|' \
	    -e 's|@VERSION@|$(VERSION)|; s|@LIBS@|$(strip $(LIBS))|' lib/sn.pc.in \
	    >$(DESTDIR)$(LIBDIR)/pkgconfig/sn.pc
	$(Q)for f in $(MANPAGES); do \
	    $(INSTALL) -m 644 $$f $(DESTDIR)$(MANDIR)/man$${f##*.} || exit 1; done
