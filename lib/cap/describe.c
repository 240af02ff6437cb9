/* Interfaces in words and as JSON: see sn/cap.h. */
#include <arpa/inet.h>

#include "sn/cap.h"
#include "sn/json.h"

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

void sn_if_put(struct sn_buf *b, uint32_t number, const struct sn_if *ifc)
{
    sn_put_u32(b, number);
    sn_put_c(b, '.');
    sn_put_safe(b, ifc->name, strlen(ifc->name));
    if (ifc->kind == SN_IF_NFLOG)
        sn_put_lit(b, " (Linux netfilter log (NFLOG) interface)");
    else if (ifc->kind == SN_IF_USB)
        sn_put_lit(b, " (Raw USB traffic; usbmon0: of all buses)");
    else if (ifc->index == 0)
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

void sn_if_put_json(struct sn_buf *b, uint32_t number, const struct sn_if *ifc)
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
    sn_json_key(&j, "linktype_number");
    sn_json_u64(&j, ifc->linktype);
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

static void put_type(struct sn_buf *b, uint32_t id)
{
    const struct sn_linktype *t = sn_linktype_by_id(id);

    if (t)
        sn_put_f(b, "  %s (%s)\n", t->name, t->text);
}

void sn_if_put_linktypes(struct sn_buf *b, const struct sn_if *ifc)
{
    if (!(ifc->flags & SN_IF_UNSUPPORTED))
        put_type(b, ifc->linktype);
    if (ifc->kind == SN_IF_NET) {
        put_type(b, SN_LINK_LINUX_SLL);
        put_type(b, SN_LINK_LINUX_SLL2);
    }
}

void sn_stamp_put(struct sn_buf *b, unsigned set)
{
    for (int t = 0; t < SN_NSTAMPS; t++)
        if (set >> t & 1)
            sn_put_f(b, "  %s (%s)\n", sn_stamp_name((enum sn_stamp)t),
                     sn_stamp_text((enum sn_stamp)t));
}

enum sn_err sn_if_put_list(struct sn_buf *b, bool json, struct sn_diag *d)
{
    struct sn_arena arena;
    struct sn_if *ifs;
    uint32_t n;
    enum sn_err e;

    sn_arena_init(&arena, 64 << 20);
    e = sn_if_list(&ifs, &n, &arena, d);
    for (uint32_t i = 0; !e && i < n; i++)
        (json ? sn_if_put_json : sn_if_put)(b, i + 1, &ifs[i]);
    sn_arena_free(&arena);
    return e;
}
