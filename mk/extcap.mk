# The extcap program, installed where Wireshark looks: beneath its own library folder, which
# `tshark -G folders` prints; make install EXTCAPDIR=… for a Wireshark with another prefix.
EXTCAPDIR = $(LIBDIR)/wireshark/extcap

install: install-extcap
.PHONY: install-extcap
install-extcap:
	$(Q)$(INSTALL) -d $(DESTDIR)$(EXTCAPDIR)
	$(Q)sed 's|@BINDIR@|$(BINDIR)|; s|@MANDIR@|$(MANDIR)|' contrib/extcap/sncap >$(DESTDIR)$(EXTCAPDIR)/sncap
	$(Q)chmod 755 $(DESTDIR)$(EXTCAPDIR)/sncap
