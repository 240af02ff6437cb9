/* What sncap tells people: interfaces, link types, counts. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sncap.h"

enum { LINE_MAX_BYTES = 1 << 20 };

static void print(const struct sn_buf *b)
{
    if (!tool_print(b))
        tool_die("can't write to standard output");
}

void sncap_print_interfaces(bool json)
{
    struct sn_diag d;
    struct sn_buf b;

    sn_buf_init(&b, LINE_MAX_BYTES);
    if (sn_if_put_list(&b, json, &d) != SN_OK)
        tool_fail(NULL, &d);
    print(&b);
    sn_buf_free(&b);
}

void sncap_print_linktypes(const struct sn_if *ifc)
{
    struct sn_buf b;

    sn_buf_init(&b, LINE_MAX_BYTES);
    sn_put_f(&b, "Data link types for %s (use option -y to set):\n", ifc->name);
    sn_if_put_linktypes(&b, ifc);
    print(&b);
    sn_buf_free(&b);
}

static void put_stamps(struct sn_buf *b, const struct sn_if *ifc, unsigned set)
{
    sn_put_f(b, "Time stamp types for %s (use option -j to set):\n", ifc->name);
    sn_stamp_put(b, set);
}

static unsigned stamps_of(const struct sn_if *ifc)
{
    struct sn_diag d;
    unsigned set;

    if (sn_stamp_types(&set, ifc, &d) != SN_OK)
        tool_fail(ifc->name, &d);
    return set;
}

void sncap_print_stamps(const struct sn_if *ifc)
{
    struct sn_buf b;

    sn_buf_init(&b, LINE_MAX_BYTES);
    put_stamps(&b, ifc, stamps_of(ifc));
    print(&b);
    sn_buf_free(&b);
}

void sncap_check_stamp(const struct sn_if *ifc, enum sn_stamp t)
{
    unsigned set = stamps_of(ifc);
    char mem[1024];
    struct sn_buf b;

    if (set >> t & 1)
        return;
    sn_buf_fixed(&b, mem, sizeof mem - 1);
    put_stamps(&b, ifc, set);
    b.p[-1] = '\0';
    tool_die("%s: it has no time stamps of type %s\n%s", ifc->name, sn_stamp_name(t), mem);
}

void sncap_say_listening(const struct sn_capture_source *s, const struct options *o)
{
    const struct sn_linktype *t = sn_linktype_by_id(s->linktype);
    bool host = o->capture.ring.stamp == SN_STAMP_HOST;

    tool_warn("listening on %s, link-type %s (%s), snapshot length %u bytes%s%s", s->ifc.name,
              t ? t->name : "unknown", t ? t->text : "unknown", s->snaplen,
              host ? "" : ", time stamps ", host ? "" : sn_stamp_name(o->capture.ring.stamp));
}

/* The filter's instructions may be more than the kernel takes; and one that looks through headers
 * compiles to one that accepts more. */
static void say_filter(const char *ifname, const struct sn_capfilter *f)
{
    uint32_t in_kernel, insns = sn_capfilter_insns(f, &in_kernel);

    if (!sn_capfilter_userland(f))
        tool_warn("%s: the filter has %u instructions, the kernel checks all of it", ifname, insns);
    else if (!in_kernel)
        tool_warn("%s: the filter has %u instructions, the kernel doesn't take it: sncap checks it",
                  ifname, insns);
    else if (in_kernel != insns)
        tool_warn("%s: the filter has %u instructions, the kernel takes %u: it checks a coarser "
                  "one, sncap the rest",
                  ifname, insns, SN_BPF_KERNEL_MAX);
    else
        tool_warn("%s: the filter looks through headers: the kernel checks a coarser one of %u "
                  "instructions, sncap the rest",
                  ifname, insns);
}

void sncap_say_opened(const struct sn_capture_source *s, uint32_t rings)
{
    uint32_t size, n = sn_cap_blocks(s->ring, &size);

    tool_warn("%s: %u ring%s of %u blocks of %u KiB, handed over after %u ms at the latest",
              s->ifc.name, rings, rings == 1 ? "" : "s", n, size >> 10, sn_cap_block_ms(s->ring));
    if (s->filter)
        say_filter(s->ifc.name, s->filter);
}

void sncap_say_recorder(const struct options *o)
{
    char mem[256];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem - 1);
    if (o->recorder.time) {
        sn_fmt_span(&b, o->recorder.time);
        sn_put_lit(&b, ", at most ");
    }
    sn_fmt_size(&b, o->recorder.size);
    *b.p = '\0';
    tool_warn("recorder: keeping the last %s", mem);
}

static void time_text(char *to, size_t n, int64_t ns)
{
    struct sn_buf b;

    sn_buf_fixed(&b, to, n - 1);
    sn_fmt_span(&b, ns);
    *b.p = '\0';
}

void sncap_say_wrote(void *ctx, uint64_t packets, int64_t ns, const char *name)
{
    const struct options *o = ctx;
    char time[64];

    if (o->quiet)
        return;
    time_text(time, sizeof time, ns);
    tool_warn("recorder: wrote %llu packet%s (%s) to %s", (unsigned long long)packets,
              packets == 1 ? "" : "s", time, name);
}

void sncap_say_held_less(void *ctx, int64_t ns, int64_t wanted)
{
    const struct options *o = ctx;
    char kept[64], want[64];

    if (o->quiet)
        return;
    time_text(kept, sizeof kept, ns);
    time_text(want, sizeof want, wanted);
    tool_warn("recorder: memory held the last %s only, not %s", kept, want);
}

void sncap_say_nothing(void *ctx)
{
    const struct options *o = ctx;

    if (!o->quiet)
        tool_warn("recorder: nothing to write");
}

void sncap_say_counts(const struct sn_capture_counts *c, enum counts_as how, bool last)
{
    char mem[1024];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem);
    if (how == COUNTS_UPDATE)
        sn_put_lit(&b, "\r");
    if (how == COUNTS_LINE || how == COUNTS_UPDATE)
        sn_put_f(&b, "%s: ", getprogname());
    if (how == COUNTS_JSON)
        sn_capture_counts_json(&b, c, last);
    else
        sn_capture_counts_put(&b, c, how == COUNTS_LINES ? "\n" : ", ");
    sn_put_s(&b, how == COUNTS_UPDATE ? "\033[K" : "\n");
    fwrite(b.base, 1, sn_buf_len(&b), stderr);
}

void sncap_say_owner(const struct sn_owner *w, bool json)
{
    struct sn_owner_counts c;
    char mem[256];
    struct sn_buf b;

    sn_owner_counts(w, &c);
    sn_buf_fixed(&b, mem, sizeof mem);
    sn_owner_counts_put(&b, &c, json);
    sn_put_c(&b, '\n');
    fwrite(b.base, 1, sn_buf_len(&b), stderr);
}

/* ---- --exclude-self ---- */

void sncap_exclude_self(struct options *o)
{
    struct sn_ssh_session s = {.client_port = 0};
    struct sn_buf b;

    if (!sn_ssh_session(&s)) {
        tool_warn("--exclude-self: this is no SSH session: nothing is left out");
        return;
    }
    sn_buf_init(&b, SIZE_MAX / 2);
    sn_ssh_exclude(&b, &s, o->expr, o->expr_len, o->look_through);
    o->look_through = false; /* what is left out is the session itself */
    sn_put_c(&b, '\0');
    if (b.err)
        tool_die("no memory for the filter expression");
    free(o->expr);
    o->expr = b.base;
    o->expr_len = sn_buf_len(&b) - 1;
}
