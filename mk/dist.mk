# make dist: the sources of the last commit as build/dist/sn-VERSION.tar.gz, the same bytes each time,
# whatever the folder, the umask, the time zone and the user's settings of git and gzip.
# make deb: Debian packages of them, built, checked and tried out in a clean Debian (as root):
# contrib/deb says how. Both need git.
DIST := build/dist/sn-$(VERSION).tar.gz

.PHONY: dist deb
dist:
	$(call say,DIST,$(DIST))mkdir -p $(dir $(DIST)) && \
	    git -c tar.umask=0022 -c core.autocrlf=false -c core.eol=lf -c core.attributesFile=/dev/null \
	    archive --format=tar --prefix=sn-$(VERSION)/ HEAD | env -u GZIP gzip -9n >$(DIST)

deb: dist
	$(Q)contrib/deb $(DIST) build-deb
