/* A capture as a whole: its interfaces, lanes, output, and the loop that runs it. */
#ifndef SNCAP_RUN_H
#define SNCAP_RUN_H

#include "sncap_merge.h"
#include "sncap_recorder.h"

/* An interface that is captured on, by one lane or several. */
struct source {
    struct sn_if ifc;
    uint32_t linktype; /* as captured */
    uint64_t lost;     /* the interface's counter when the capture began; SN_UNKNOWN: not known */
    bool away;         /* the interface is down or gone; with --wait */
    struct sn_ifnews last; /* news of it */
};

struct sncap {
    struct options o;
    struct sn_arena arena; /* interfaces and filters: as long as the program runs */
    struct source *sources;
    uint32_t nsources;
    struct lane *lanes;
    uint32_t nlanes;
    struct sn_iface *ifaces; /* of the output: one for each source, or one for all */
    uint32_t nifaces;
    struct sn_ifwatch *watch;
    int wake; /* eventfd that the lanes poke */
    struct merge *merge;
    struct output out;
    struct recorder *rec; /* NULL: packets go to the output at once */
    int64_t next_stats;
};

/* Gives up what opening needed: users, capabilities, files, system calls; says what it could not
 * give up. Exits when -Z can't be obeyed. */
void sncap_lock_in(struct sncap *s);

/* Hears what became of interfaces, and binds those that are back (--wait). */
enum sn_err sncap_watch(struct sncap *s, struct sn_diag *d) SN_MUST;

/* Waits until an interface is there and up; false when told to stop. */
bool sncap_wait_for(struct sncap *s, const char *name, struct sn_if *ifc);

/* Adds to the filter that the SSH session which we run in is left out. */
void sncap_exclude_self(struct sncap *s);

/* Starts the lanes, runs until the end, says the counts; the program's status. */
int sncap_run(struct sncap *s);

#endif
