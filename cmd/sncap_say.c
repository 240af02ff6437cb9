/* What sncap tells people: interfaces, link types, counts. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sn/json.h"
#include "sncap.h"

enum { LINE_MAX_BYTES = 1 << 20 };

static void put_word(struct sn_buf *b, const char *word, bool *any)
{
    sn_put_s(b, *any ? ", " : "");
    sn_put_s(b, word);
    *any = true;
}

static void put_state(struct sn_buf *b, uint32_t flags)
{
    static const struct {
        uint32_t flag;
        const char *word;
    } words[] = {{SN_IF_UP, "Up"},
                 {SN_IF_RUNNING, "Running"},
                 {SN_IF_LOOPBACK, "Loopback"},
                 {SN_IF_WIRELESS, "Wireless"}};
    bool wireless = flags & SN_IF_WIRELESS, any = false;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (flags & words[i].flag)
            put_word(b, words[i].word, &any);
    if (!any)
        put_word(b, "none", &any);
    if (flags & SN_IF_LINK)
        put_word(b, wireless ? "Associated" : "Connected", &any);
    if (flags & SN_IF_NOLINK)
        put_word(b, wireless ? "Not associated" : "Disconnected", &any);
}

static void put_address(struct sn_buf *b, const struct sn_ifaddr *a)
{
    if (a->family == AF_INET)
        sn_put_ipv4(b, a->a);
    else
        sn_put_ipv6(b, a->a);
    sn_put_c(b, '/');
    sn_put_u32(b, a->prefix);
}

static const char *type_name(uint32_t linktype)
{
    const struct sn_linktype *t = sn_linktype_by_id(linktype);

    return t ? t->name : "unknown";
}

static void put_interface(struct sn_buf *b, uint32_t number, const struct sn_if *ifc)
{
    sn_put_u32(b, number);
    sn_put_c(b, '.');
    sn_put_safe(b, ifc->name, strlen(ifc->name));
    if (ifc->index == 0)
        sn_put_lit(b, " (Pseudo-device that captures on all interfaces)");
    if (ifc->alias) {
        sn_put_lit(b, " (");
        sn_put_safe(b, ifc->alias, strlen(ifc->alias));
        sn_put_c(b, ')');
    }
    sn_put_lit(b, " [");
    put_state(b, ifc->flags);
    sn_put_f(b, "] index %u, %s", ifc->index, type_name(ifc->linktype));
    if (ifc->maclen == 6 && !(ifc->flags & SN_IF_LOOPBACK)) {
        sn_put_lit(b, ", ");
        sn_put_ether(b, ifc->mac);
    }
    for (uint32_t i = 0; i < ifc->naddr; i++) {
        sn_put_lit(b, ", ");
        put_address(b, &ifc->addr[i]);
    }
    for (uint32_t i = 0; i < ifc->naltnames; i++) {
        sn_put_lit(b, ", altname ");
        sn_put_safe(b, ifc->altname[i], strlen(ifc->altname[i]));
    }
    sn_put_c(b, '\n');
}

static void put_flag(struct sn_json *j, const char *key, bool on)
{
    sn_json_key(j, key);
    sn_json_bool(j, on);
}

static void put_addresses(struct sn_json *j, const struct sn_if *ifc)
{
    sn_json_key(j, "addresses");
    sn_json_array(j);
    for (uint32_t i = 0; i < ifc->naddr; i++) {
        sn_json_quote(j);
        put_address(j->b, &ifc->addr[i]);
        sn_json_unquote(j);
    }
    sn_json_array_end(j);
}

/* Whether there is a link at the other end, where that is known. */
static void put_connected(struct sn_json *j, uint32_t flags)
{
    sn_json_key(j, "connected");
    if (flags & (SN_IF_LINK | SN_IF_NOLINK))
        sn_json_bool(j, flags & SN_IF_LINK);
    else
        sn_json_null(j);
}

static void put_interface_json(struct sn_buf *b, uint32_t number, const struct sn_if *ifc)
{
    struct sn_json j = sn_json_into(b);

    sn_json_object(&j);
    sn_json_key(&j, "number");
    sn_json_u64(&j, number);
    sn_json_key(&j, "index");
    sn_json_u64(&j, ifc->index);
    sn_json_key(&j, "name");
    sn_json_str(&j, ifc->name);
    if (ifc->naltnames) {
        sn_json_key(&j, "altnames");
        sn_json_array(&j);
        for (uint32_t i = 0; i < ifc->naltnames; i++)
            sn_json_str(&j, ifc->altname[i]);
        sn_json_array_end(&j);
    }
    if (ifc->alias) {
        sn_json_key(&j, "alias");
        sn_json_str(&j, ifc->alias);
    }
    put_flag(&j, "up", ifc->flags & SN_IF_UP);
    put_flag(&j, "running", ifc->flags & SN_IF_RUNNING);
    put_flag(&j, "loopback", ifc->flags & SN_IF_LOOPBACK);
    put_flag(&j, "wireless", ifc->flags & SN_IF_WIRELESS);
    put_connected(&j, ifc->flags);
    sn_json_key(&j, "linktype");
    sn_json_str(&j, type_name(ifc->linktype));
    if (ifc->mtu) {
        sn_json_key(&j, "mtu");
        sn_json_u64(&j, ifc->mtu);
    }
    if (ifc->maclen == 6) {
        sn_json_key(&j, "mac");
        sn_json_quote(&j);
        sn_put_ether(b, ifc->mac);
        sn_json_unquote(&j);
    }
    put_addresses(&j, ifc);
    sn_json_object_end(&j);
    sn_json_newline(&j);
}

static void print(const struct sn_buf *b)
{
    fwrite(b->base, 1, sn_buf_len(b), stdout);
    if (fflush(stdout) != 0)
        tool_die("can't write to standard output");
}

void sncap_print_interfaces(bool json)
{
    struct sn_arena arena;
    struct sn_if *ifs;
    struct sn_diag d;
    struct sn_buf b;
    uint32_t n;

    sn_arena_init(&arena, 64 << 20);
    sn_buf_init(&b, LINE_MAX_BYTES);
    if (sn_if_list(&ifs, &n, &arena, &d) != SN_OK) {
        tool_error(NULL, &d);
        exit(TOOL_FAIL);
    }
    for (uint32_t i = 0; i < n; i++)
        (json ? put_interface_json : put_interface)(&b, i + 1, &ifs[i]);
    print(&b);
    sn_buf_free(&b);
    sn_arena_free(&arena);
}

static void put_type(struct sn_buf *b, uint32_t id)
{
    const struct sn_linktype *t = sn_linktype_by_id(id);

    if (t)
        sn_put_f(b, "  %s (%s)\n", t->name, t->text);
}

void sncap_print_linktypes(const struct sn_if *ifc)
{
    struct sn_buf b;

    sn_buf_init(&b, LINE_MAX_BYTES);
    sn_put_f(&b, "Data link types for %s (use option -y to set):\n", ifc->name);
    if (!(ifc->flags & SN_IF_UNSUPPORTED))
        put_type(&b, ifc->linktype);
    put_type(&b, SN_LINK_LINUX_SLL);
    put_type(&b, SN_LINK_LINUX_SLL2);
    print(&b);
    sn_buf_free(&b);
}

static void put_stamps(struct sn_buf *b, const struct sn_if *ifc, unsigned set)
{
    sn_put_f(b, "Time stamp types for %s (use option -j to set):\n", ifc->name);
    for (int t = 0; t < SN_NSTAMPS; t++)
        if (set >> t & 1)
            sn_put_f(b, "  %s (%s)\n", sn_stamp_name((enum sn_stamp)t),
                     sn_stamp_text((enum sn_stamp)t));
}

static unsigned stamps_of(const struct sn_if *ifc)
{
    struct sn_diag d;
    unsigned set;

    if (sn_stamp_types(&set, ifc, &d) != SN_OK) {
        tool_error(ifc->name, &d);
        exit(TOOL_FAIL);
    }
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

static void put_size(struct sn_buf *b, uint64_t n)
{
    static const char *const units[] = {"bytes", "KiB", "MiB", "GiB"};
    int i = 0;

    for (; i < 3 && n % 1024 == 0; i++)
        n /= 1024;
    sn_put_u64(b, n);
    sn_put_c(b, ' ');
    sn_put_s(b, units[i]);
}

static void put_time(struct sn_buf *b, int64_t ns)
{
    char frac[16];
    int n = snprintf(frac, sizeof frac, ".%09d", (int)(ns % SNCAP_NS));

    while (n && (frac[n - 1] == '0' || frac[n - 1] == '.'))
        n--;
    sn_put_u64(b, (uint64_t)(ns / SNCAP_NS));
    sn_put_mem(b, frac, (size_t)n);
    sn_put_lit(b, " s");
}

void sncap_say_recorder(const struct options *o)
{
    char mem[256];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem - 1);
    if (o->recorder.time) {
        put_time(&b, o->recorder.time);
        sn_put_lit(&b, ", at most ");
    }
    put_size(&b, o->recorder.size);
    *b.p = '\0';
    tool_warn("recorder: keeping the last %s", mem);
}

static void time_text(char *to, size_t n, int64_t ns)
{
    struct sn_buf b;

    sn_buf_fixed(&b, to, n - 1);
    put_time(&b, ns);
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

static void put_count(struct sn_buf *b, const char *sep, uint64_t n, const char *what)
{
    sn_put_s(b, sep);
    sn_put_u64(b, n);
    sn_put_s(b, n == 1 ? " packet " : " packets ");
    sn_put_s(b, what);
}

/* tcpdump's three, and what else was lost if anything was. */
static void put_counts(struct sn_buf *b, const struct counts *c, const char *sep)
{
    put_count(b, "", c->captured, "captured");
    put_count(b, sep, c->in.received, "received by filter");
    put_count(b, sep, c->in.dropped, "dropped by kernel");
    if (c->in.slow)
        put_count(b, sep, c->in.slow, "of these dropped while the output was too slow");
    if (c->in.iface && c->in.iface != SN_UNKNOWN)
        put_count(b, sep, c->in.iface, "dropped by interface");
    if (c->in.backlog)
        put_count(b, sep, c->in.backlog, "dropped by the kernel's full backlog");
    if (c->unwritten)
        put_count(b, sep, c->unwritten, "not written");
    if (c->unprinted)
        put_count(b, sep, c->unprinted, "not printed");
    if (c->in.unstamped)
        put_count(b, sep, c->in.unstamped,
                  "received without the adapter's time stamp, with the host's");
    if (c->recorder)
        put_count(b, sep, c->overwritten, "overwritten in the recorder");
    if (c->held)
        put_count(b, sep, c->held, "held in the recorder");
}

static void put_number(struct sn_json *j, const char *name, uint64_t n)
{
    sn_json_key(j, name);
    if (n == SN_UNKNOWN)
        sn_json_null(j);
    else
        sn_json_u64(j, n);
}

static void put_json(struct sn_buf *b, const struct counts *c, bool last)
{
    struct sn_json j = sn_json_into(b);

    sn_json_object(&j);
    sn_json_key(&j, "time");
    sn_json_seconds(&j, sn_cap_now());
    put_number(&j, "captured", c->captured);
    put_number(&j, "received", c->in.received);
    put_number(&j, "dropped_ring", c->in.dropped);
    put_number(&j, "dropped_slow_output", c->in.slow);
    put_number(&j, "dropped_interface", c->in.iface);
    put_number(&j, "dropped_backlog", c->in.backlog);
    put_number(&j, "dropped_unclear", c->in.unclear);
    put_number(&j, "not_written", c->unwritten);
    put_number(&j, "not_printed", c->unprinted);
    put_number(&j, "unstamped", c->in.unstamped);
    if (c->recorder) {
        put_number(&j, "overwritten_recorder", c->overwritten);
        put_number(&j, "held_recorder", c->held);
    }
    sn_json_key(&j, "final");
    sn_json_bool(&j, last);
    sn_json_object_end(&j);
}

void sncap_say_counts(const struct counts *c, enum counts_as how, bool last)
{
    char mem[1024];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem);
    if (how == COUNTS_UPDATE)
        sn_put_lit(&b, "\r");
    if (how == COUNTS_LINE || how == COUNTS_UPDATE)
        sn_put_f(&b, "%s: ", getprogname());
    if (how == COUNTS_JSON)
        put_json(&b, c, last);
    else
        put_counts(&b, c, how == COUNTS_LINES ? "\n" : ", ");
    sn_put_s(&b, how == COUNTS_UPDATE ? "\033[K" : "\n");
    fwrite(b.base, 1, sn_buf_len(&b), stderr);
}
