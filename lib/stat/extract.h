/*
 * What packets say, for statistics: of the layers that statistics are made of, the fields that
 * matter, taken from their dissection.
 *
 * A layer becomes one struct extract: numbers and texts in slots, each the first value of a field.
 */
#ifndef STAT_EXTRACT_H
#define STAT_EXTRACT_H

#include "sn/pcap.h"
#include "sn/wanted.h"

enum extract_what {
    EXTRACT_DNS,
    EXTRACT_HTTP,
    EXTRACT_TLS,
    EXTRACT_ARP,
    EXTRACT_ICMP,
    EXTRACT_ICMP6,
    EXTRACT_VLAN,
    EXTRACT_SUM,    /* a checksum that is wrong */
    EXTRACT_PROCESS /* of a comment, not of a layer */
};

/* Slots of numbers, by what it is. */
enum { DNS_ID, DNS_CODE, DNS_TYPE }; /* only a response has a code */
enum { HTTP_CODE };
enum { TLS_TYPE, TLS_VERSION, TLS_SUPPORTED, TLS_CIPHER };
enum { ARP_OP, ARP_SENDER, ARP_TARGET };
enum { ICMP_TYPE, ICMP_CODE };
enum { VLAN_ID };
enum { PROCESS_ID, PROCESS_USER };
#define EXTRACT_NUMBERS 4

/* Slots of texts. */
enum { DNS_NAME };
enum { HTTP_METHOD, HTTP_HOST, HTTP_AGENT, HTTP_SERVER };
enum { TLS_NAME, TLS_JA4 };
enum { ARP_MAC };
enum { PROCESS_NAMES };
#define EXTRACT_TEXTS    4
#define EXTRACT_TEXT_MAX 255 /* bytes; what is longer is cut */

struct extract_text {
    const uint8_t *p; /* NULL: there is none */
    uint32_t n;
};

struct extract {
    uint8_t what;    /* enum said_what */
    uint8_t numbers; /* which there are: a bit for each */
    uint8_t segment; /* the TCP segment that it is in, counted from 1; 0: in none */
    uint64_t number[EXTRACT_NUMBERS];
    struct extract_text text[EXTRACT_TEXTS];
};

static inline bool extract_has(const struct extract *s, unsigned number)
{
    return s->numbers >> number & 1;
}

struct extract_list {
    struct extract *v;
    uint32_t n, room;
    struct sn_arena texts;
};

void sn_extract_init(struct extract_list *l);
void sn_extract_clear(struct extract_list *l);
void sn_extract_free(struct extract_list *l);

/* What is looked for. Immutable: threads share it. */
#define EXTRACT_FIELDS_MAX 40
struct extract_fields {
    struct sn_wanted *wanted; /* NULL: nothing */
    struct sn_wanted *deep;   /* those that only a dissection of all fields has; NULL: none */
    uint8_t row[EXTRACT_FIELDS_MAX];
    uint32_t dis;  /* what must be wanted of every dissection, SN_WANT_…, */
    uint32_t more; /* and of those that sn_said_deep() says */
};

/* want: SN_STAT_…. SN_ENOMEM. */
enum sn_err sn_extract_fields_init(struct extract_fields *f, uint32_t want,
                                   struct sn_diag *d) SN_MUST;
void sn_extract_fields_free(struct extract_fields *f);

/* The name of a number, such as that of a type; NULL: it has none. */
const char *sn_extract_name(unsigned what, unsigned number, uint64_t v);

/* Whether a packet has layers that say more in a dissection of all fields. */
bool sn_extract_deep(const struct extract_fields *f, const struct sn_dissection *x);

/* Appends whose packet it is, if it says so. False without memory. */
bool sn_extract_process(const struct sn_pkt *k, struct extract_list *l);

/* Appends what a packet says. False without memory. */
bool sn_extract_take(const struct extract_fields *f, const struct sn_dissection *x,
                     struct extract_list *l);

#endif
