/*
 * Any packet as one whose process is looked for, and any text as a comment that names a process:
 * what is found is the same when asked again, ports come of a protocol that has them, texts can go
 * to a terminal and read as they were written. Input: a byte for the link type, then packets, each
 * behind a byte for its length; the whole is a comment too.
 *
 * Planted and found: sn_process_text() letting bytes above 0x7e through (by a seed).
 */
#include <string.h>

#include "cap/owner.h"
#include "fuzz.h"

static void check_comment(const uint8_t *p, size_t n)
{
    struct sn_process a, b;
    char mem[SN_PROCESS_TEXT];
    struct sn_buf text;

    if (!sn_process_parse(&a, p, n))
        return;
    for (const char *c = a.name; *c; c++)
        FUZZ_ASSERT(*c >= ' ' && *c <= '~');
    sn_buf_fixed(&text, mem, sizeof mem);
    sn_process_put(&text, &a);
    FUZZ_ASSERT(text.err == SN_OK);
    /* A user without a name is no word. */
    FUZZ_ASSERT(sn_process_parse(&b, mem, sn_buf_len(&text)));
    FUZZ_ASSERT(memcmp(&a, &b, sizeof a) == 0);
}

static void check_packet(struct fragments *f, uint32_t linktype, const struct sn_pkt *p)
{
    struct fragments same = *f;
    struct endpoints a, b;
    bool found = sn_endpoints(&a, f, linktype, p);

    FUZZ_ASSERT(sn_endpoints(&b, &same, linktype, p) == found);
    if (!found)
        return;
    FUZZ_ASSERT(memcmp(&a, &b, sizeof a) == 0);
    FUZZ_ASSERT(a.proto == IPPROTO_TCP || a.proto == IPPROTO_UDP || a.proto == IPPROTO_ICMP ||
                a.proto == IPPROTO_ICMPV6);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const uint32_t types[] = {SN_LINK_ETHERNET, SN_LINK_LINUX_SLL, SN_LINK_LINUX_SLL2,
                                     SN_LINK_RAW};
    struct fragments f = {.next = 0};
    uint32_t linktype;

    check_comment(p, n);
    if (!n)
        return 0;
    linktype = types[*p % 4];
    for (p++, n--; n;) {
        size_t len = *p < n ? *p : n - 1;
        uint8_t *copy = malloc(len ? len : 1); /* a sanitizer sees its end */

        FUZZ_ASSERT(copy);
        memcpy(copy, p + 1, len);
        check_packet(&f, linktype,
                     &(struct sn_pkt){.data = copy, .caplen = (uint32_t)len, .len = (uint32_t)len});
        free(copy);
        p += 1 + len;
        n -= 1 + len;
    }
    return 0;
}
