/* Wireshark's display filters, told apart from expressions. */
#ifndef SN_BPF_HINT_H
#define SN_BPF_HINT_H

#include "comp.h"

/* How a field is said here. */
enum hint_kind {
    HINT_QUAL, /* qualifiers in front of the value: "src host" */
    HINT_PORT, /* the same, and numbers may be compared */
    HINT_EXPR, /* arithmetic: "ip[8]" */
    HINT_BIT,  /* arithmetic that isn't zero */
    HINT_WORD  /* a protocol: this alone */
};

struct hint {
    const char *name; /* Wireshark's */
    const char *here;
    enum hint_kind kind;
};

/* NULL: none is known. */
const struct hint *sn_bp_hint_find(const char *s, size_t n);

/* Behind a syntax error: where the text has words of Wireshark's display filters, the error says
 * the expression that means the same here, or that there is none. */
void sn_bp_hint(struct comp *c);

#endif
