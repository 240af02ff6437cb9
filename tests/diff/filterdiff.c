/*
 * Our filter compiler against tcpdump's: the same verdict on every packet.
 *
 *     filterdiff SEED COUNT        random expressions over every link type
 *     filterdiff defects           what libpcap gets wrong and we don't repeat
 *     filterdiff rows < FILE       LINK<TAB>EXPRESSION lines; ours may not be longer either
 *
 * Each expression is compiled here, with and without the optimiser, and by `tcpdump -y LINK -ddd`;
 * all programs run on random packets that a curious interpreter bends towards their tests. Where a
 * program stopped at a load behind the end of the packet the verdicts may differ: which bytes are
 * looked at is the compiler's business. So is which of the expressions that can't be true are found
 * out to be so, and refused. Ends with status 1 on a difference, 77 without tcpdump.
 */
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exprgen.h"
#include "vm.h"

extern char **environ;

#define INSNS_MAX 16384

static struct sn_insn theirs[INSNS_MAX];
static unsigned long bad, both, refused, runs, longer, ours_total, theirs_total;
static bool never_longer; /* a program longer than theirs is an error */

/* libpcap's optimiser loses signal units: see `defects`. */
static bool is_signalling(const char *link)
{
    return strncmp(link, "MTP2", 4) == 0 || strcmp(link, "ERF") == 0;
}

/* Runs tcpdump; returns the program's length, 0 when it refuses. */
static uint32_t oracle(const char *link, const char *expr, bool optimised)
{
    char link_arg[64], expr_arg[4200];
    char name[] = "tcpdump", y[] = "-y", ddd[] = "-ddd", plain[] = "-dddO", end[] = "--";
    char *argv[] = {name, y, link_arg, optimised ? ddd : plain, end, expr_arg, NULL};
    posix_spawn_file_actions_t fa;
    uint32_t n = 0, got = 0;
    int fd[2], err, status;
    pid_t pid;
    FILE *f;

    snprintf(link_arg, sizeof link_arg, "%s", link);
    snprintf(expr_arg, sizeof expr_arg, "%s", expr);
    if (pipe(fd) != 0)
        exit(2);
    posix_spawn_file_actions_init(&fa);
    posix_spawn_file_actions_adddup2(&fa, fd[1], 1);
    posix_spawn_file_actions_addopen(&fa, 2, "/dev/null", 1, 0);
    posix_spawn_file_actions_addclose(&fa, fd[0]);
    err = posix_spawnp(&pid, "tcpdump", &fa, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&fa);
    close(fd[1]);
    if (err == ENOENT) {
        printf("tcpdump is not installed\n");
        exit(77);
    }
    f = fdopen(fd[0], "r");
    if (err || !f)
        exit(2);
    if (fscanf(f, "%u", &n) == 1 && n <= INSNS_MAX)
        while (got < n) {
            unsigned code, jt, jf, k;

            if (fscanf(f, "%u %u %u %u", &code, &jt, &jf, &k) != 4)
                break;
            theirs[got++] = (struct sn_insn){(uint16_t)code, (uint8_t)jt, (uint8_t)jf, k};
        }
    fclose(f);
    waitpid(pid, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        exit(77);
    return got == n ? n : 0;
}

struct pair {
    struct sn_arena a;
    struct sn_prog opt, plain;
    struct sn_diag d;
};

static bool compile(struct pair *p, uint32_t link, const char *expr)
{
    struct sn_bpf_opts o = {.linktype = link};
    struct sn_diag d;

    sn_arena_init(&p->a, 64u << 20);
    if (sn_bpf_compile(&p->opt, &p->a, expr, strlen(expr), &o, &p->d) != SN_OK)
        return false;
    o.no_opt = true;
    return sn_bpf_compile(&p->plain, &p->a, expr, strlen(expr), &o, &p->d) == SN_OK &&
           sn_bpf_verify(p->opt.insn, p->opt.n, &d) == SN_OK &&
           sn_bpf_verify(p->plain.insn, p->plain.n, &d) == SN_OK;
}

static void differ(const char *what, const char *link, const char *expr, const uint8_t *p,
                   uint32_t caplen, uint32_t a, uint32_t b)
{
    bad++;
    printf("%s: %s: %s: %u, ours %u; %u bytes:", what, link, expr, a, b, caplen);
    for (uint32_t i = 0; i < caplen && i < 128; i++)
        printf("%s%02x", i % 2 ? "" : " ", p[i]);
    printf("\n");
}

/* A random packet, bent towards the programs' tests. */
static uint32_t packet(uint8_t *buf, uint32_t cap, uint32_t *len, const struct pair *p, uint32_t n,
                       struct rng *r)
{
    uint32_t caplen = chance(r, 85) ? cap : rnd(r, 120);

    for (uint32_t i = 0; i < cap; i++)
        buf[i] = chance(r, 50) ? 0 : (uint8_t)rnd(r, 256);
    if (chance(r, 50))
        buf[14] = 0x45;
    if (chance(r, 50))
        buf[0] = chance(r, 50) ? 0x45 : 0x60;
    *len = caplen + (chance(r, 20) ? rnd(r, 300) : 0);
    vm_run(theirs, n, buf, caplen, *len, r);
    if (chance(r, 50))
        vm_run(p->opt.insn, p->opt.n, buf, caplen, *len, r);
    if (chance(r, 50))
        vm_run(theirs, n, buf, caplen, *len, r);
    return caplen;
}

/* What the two are known to see differently: RFC 1051's ARCnet codes. */
static bool excepted(uint32_t link, const uint8_t *buf)
{
    uint8_t type = link == 7 ? buf[2] : link == 129 ? buf[4] : 0;

    return type == 0xf0 || type == 0xf1;
}

static void compare(const char *link, uint32_t id, const char *expr, struct rng *r, int packets)
{
    struct pair p = {0};
    bool ok = compile(&p, id, expr);
    uint32_t n = oracle(link, expr, !is_signalling(link));
    uint8_t buf[400];

    if (!ok && n > 0 && !strstr(p.d.msg, "beyond any packet") &&
        !strstr(p.d.msg, "rejects all packets")) {
        bad++;
        printf("only we refuse: %s: %s: %s\n", link, expr, p.d.msg);
    }
    if (!ok || n == 0) {
        refused++;
        sn_arena_free(&p.a);
        return;
    }
    both++;
    if (p.opt.n > n) {
        longer++;
        if (never_longer) {
            bad++;
            printf("longer: %s: %s: %u, libpcap %u\n", link, expr, p.opt.n, n);
        }
    }
    ours_total += p.opt.n;
    theirs_total += n;
    for (int i = 0; i < packets; i++) {
        uint32_t len, caplen = packet(buf, sizeof buf, &len, &p, n, r);
        struct vm_result a, b, c;

        if (excepted(id, buf))
            continue;
        a = vm_run(theirs, n, buf, caplen, len, NULL);
        b = vm_run(p.opt.insn, p.opt.n, buf, caplen, len, NULL);
        c = vm_run(p.plain.insn, p.plain.n, buf, caplen, len, NULL);
        runs++;
        if (b.ret != sn_bpf_run(p.opt.insn, buf, caplen, len))
            differ("sn_bpf_run", link, expr, buf, caplen, b.ret, 0);
        else if (!b.outside && !c.outside && !b.ret != !c.ret)
            differ("without optimiser", link, expr, buf, caplen, c.ret, b.ret);
        else if (!a.outside && !a.lost && !b.outside && !a.ret != !b.ret)
            differ("tcpdump", link, expr, buf, caplen, a.ret, b.ret);
        else
            continue;
        break;
    }
    sn_arena_free(&p.a);
}

static uint32_t link_by_name(const char *name)
{
    const struct sn_linktype *t = sn_linktype_by_name(name);

    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        if (strcmp(links[i].name, name) == 0)
            return links[i].id;
    return t ? t->id : UINT32_MAX;
}

/* ---- known defects of libpcap 1.10.3 ----
 *
 * hex: a packet (the rest is zeros) on which libpcap says `theirs` (-1: it refuses the expression)
 * and we say `ours`. */
static const struct defect {
    const char *why, *link, *expr, *hex;
    int theirs, ours;
} defects[] = {
    {"byte N & V never loads the byte", "EN10MB", "byte 3 & 5", "00000005", 0, 1},
    {"byte N | V never loads the byte", "EN10MB", "byte 3 | 0", "00000005", 0, 1},
    {"!= of a signalling field means =", "MTP2", "opc != 3", "0000000000c0000000", 1, 0},
    {"!= of a signalling field means =", "MTP2", "sls != 3", "00000000000000300000", 1, 0},
    {"fill-in units are lost by the optimiser", "MTP2", "hfisu or (opc 13 and hfisu)",
     "00000000ff400300", 1, 0},
    {"$0e is taken for $d0", "ARCNET", "link src $0e", "0e00", 0, 1},
    {"RFC 1051's codes come with a shorter header", "ARCNET", "ip", "0000f0", 1, 0},
    {"behind lane, vci is looked for in the payload", "SUNATM", "lane and vci 5",
     "01000005000000000000", 0, 1},
    {"a comparison overwrites the header's length", "IEEE802_11",
     "(len > 1000 or not iso) and ip proto 6",
     "080000000000000000000000000000000000000000000000aaaa03000000080045000000000000000006", 0, 1},
    {"OSI behind Geneve over IP alone is looked for at two places at once", "RAW",
     "geneve and clnp",
     "4500000000000000001100000000000000000000000017c100000000000065580000000000000000"
     "00000000000000000003fefe0381",
     0, 1},
    {"behind AH, protochain forgets where it was", "RAW", "ip protochain 17",
     "4500000000000000003300000000000000000000"
     "330400000000000000000000000000000000000000000000"
     "110400000000000000000000000000000000000000000000",
     0, 1},
    {"constant offsets wrap around", "EN10MB", "ip[0xfffffff8] = 8",
     "000000000000080000000000080045", 1, -1},
    {"behind the padding, IS-IS's PDU type is looked for too early", "C_HDLC", "csnp",
     "0000fefe00"
     "83000000"
     "18",
     0, 1},
    {"whatever isn't inbound is outbound", "SLIP", "outbound", "05", 1, 0},
    {"an IS-IS PDU type above 31", "EN10MB", "isis proto 32", "", 0, -1},
    {"neither an Ethernet type nor an LLC address", "EN10MB", "link proto 1500", "", 0, -1},
    {"an IP protocol above 255", "EN10MB", "ip proto 256", "", 0, -1},
    {"a VPI above 255", "SUNATM", "vpi 256", "", 0, -1},
    {"an ethertype above 65535", "EN10MB", "link proto 65536", "", 0, -1},
    {"a DECnet address of three parts", "EN10MB", "decnet host 1.2.3", "", 0, -1},
    {"a byte value above 255", "EN10MB", "byte 1 = 256", "", 0, -1},
    {"an 802.11 direction above 3", "IEEE802_11", "dir 5", "", 0, -1},
    {"headers whose place is not known", "JUNIPER_ES", "tcp", "", 0, -1},
    {"a DECnet area above 63", "EN10MB", "decnet host 64.1", "", 0, -1},
    {"a DECnet network", "EN10MB", "decnet net 1.5", "", 0, -1},
};

static int verdict(const struct sn_insn *p, uint32_t n, uint8_t *buf, uint32_t len)
{
    return vm_run(p, n, buf, len, len, NULL).ret != 0;
}

static void run_defects(void)
{
    for (size_t i = 0; i < sizeof defects / sizeof defects[0]; i++) {
        const struct defect *d = &defects[i];
        uint8_t buf[256] = {0};
        struct pair p = {0};
        uint32_t n;
        unsigned v;
        int ours = -1, them = -1;

        for (uint32_t k = 0; sscanf(d->hex + 2 * k, "%2x", &v) == 1; k++)
            buf[k] = (uint8_t)v;
        if (compile(&p, link_by_name(d->link), d->expr))
            ours = verdict(p.opt.insn, p.opt.n, buf, sizeof buf);
        n = oracle(d->link, d->expr, true);
        if (n > 0)
            them = verdict(theirs, n, buf, sizeof buf);
        if (ours != d->ours) {
            bad++;
            printf("%s: %s: ours %d, want %d\n", d->why, d->expr, ours, d->ours);
        }
        if (them != d->theirs)
            printf("note: %s: %s: this libpcap says %d\n", d->why, d->expr, them);
        both++;
        sn_arena_free(&p.a);
    }
}

/* Random expressions would come across these again and again. */
static bool is_known(const struct linkinfo *l, const char *expr)
{
    static const char *const isis[] = {"isis proto", "l1", "l2", "iih", "lsp", "snp"};

    for (const char *s = expr; (s = strstr(s, "proto ")); s++) {
        unsigned long num = strtoul(s + 6, NULL, 0);

        if (num > 255 && num <= 1500)
            return true;
    }
    if (strcmp(l->name, "SLIP") == 0)
        return strstr(expr, "outbound");
    for (size_t i = 0; i < sizeof isis / sizeof *isis && strcmp(l->name, "C_HDLC") == 0; i++)
        if (strstr(expr, isis[i]))
            return true;
    return false;
}

static void run_rows(void)
{
    char line[4200];
    struct rng r = {7};

    while (fgets(line, sizeof line, stdin)) {
        char *tab = strchr(line, '\t');

        line[strcspn(line, "\n")] = '\0';
        if (!tab)
            continue;
        *tab = '\0';
        compare(line, link_by_name(line), tab + 1, &r, 200);
    }
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "defects") == 0) {
        run_defects();
    } else if (argc == 2 && strcmp(argv[1], "rows") == 0) {
        never_longer = true;
        run_rows();
    } else if (argc == 3) {
        uint64_t seed = strtoull(argv[1], NULL, 10);

        for (long i = 0, n = atol(argv[2]); i < n; i++) {
            struct rng r = {seed * 1000003 + (uint64_t)i};
            struct text t = {.n = 0};
            const struct linkinfo *l;

            for (int k = 0; k < 4; k++)
                rnd(&r, 2);
            l = &links[rnd(&r, sizeof links / sizeof links[0])];
            gen_filter(&t, &r, l);
            if (!is_known(l, t.s))
                compare(l->name, l->id, t.s, &r, 100);
        }
    } else {
        fprintf(stderr, "usage: filterdiff SEED COUNT | defects | rows\n");
        return 2;
    }
    printf("%lu compared, %lu refused by one or both, %lu runs, %lu bad", both, refused, runs, bad);
    if (theirs_total)
        printf("; %lu instructions, libpcap %lu; %lu longer", ours_total, theirs_total, longer);
    printf("\n");
    return bad != 0;
}
