/* Files given as arguments: opened, read, and asked for everything that a handle of a file knows or
 * refuses. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "show.h"

static void properties(pcap_t *p)
{
    char errbuf[PCAP_ERRBUF_SIZE];
    int *list = NULL;

    show_basics(p);
    SHOW(p, pcap_get_selectable_fd(p) > 2);
    SHOW(p, pcap_get_tstamp_precision(p));
    SHOW(p, pcap_getnonblock(p, errbuf));
    SHOW(p, pcap_file(p) != NULL);
    SHOW(p, pcap_list_datalinks(p, &list));
    if (list)
        printf("  %d\n", list[0]);
    pcap_free_datalinks(list);
}

static void refusals(pcap_t *p)
{
    char errbuf[PCAP_ERRBUF_SIZE];
    struct pcap_stat st;

    SHOW(p, pcap_stats(p, &st));
    SHOW(p, pcap_setnonblock(p, 1, errbuf));
    SHOW(p, pcap_inject(p, "xx", 2));
    SHOW(p, pcap_sendpacket(p, (const u_char *)"xx", 2));
    SHOW(p, pcap_setdirection(p, PCAP_D_IN));
    SHOW(p, pcap_set_datalink(p, pcap_datalink(p)));
    SHOW(p, pcap_set_datalink(p, DLT_DOCSIS));
    SHOW(p, pcap_set_datalink(p, 99999));
    SHOW(p, pcap_set_snaplen(p, 10));
    SHOW(p, pcap_activate(p));
    SHOW(p, pcap_can_set_rfmon(p));
    SHOW(p, pcap_get_required_select_timeout(p) != NULL);
}

static void print_packet(u_char *user, const struct pcap_pkthdr *h, const u_char *data)
{
    unsigned sum = 0;

    (void)user;
    for (bpf_u_int32 i = 0; i < h->caplen; i++)
        sum = sum * 31 + data[i];
    printf("  %ld.%09ld %u of %u %08x\n", (long)h->ts.tv_sec, (long)h->ts.tv_usec, h->caplen,
           h->len, sum);
}

static void packets(const char *name, u_int precision)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = pcap_open_offline_with_tstamp_precision(name, precision, errbuf);
    struct pcap_pkthdr *h;
    const u_char *data;

    printf("%s: %s%s\n", strrchr(name, '/') ? strrchr(name, '/') + 1 : name,
           p ? "open" : "not open", p || !strchr(errbuf, ':') ? errbuf : strrchr(errbuf, ':'));
    if (!p)
        return;
    properties(p);
    SHOW(p, pcap_loop(p, -1, print_packet, NULL));
    SHOW(p, pcap_loop(p, -1, print_packet, NULL));
    SHOW(p, pcap_next_ex(p, &h, &data));
    refusals(p);
    pcap_close(p);
}

/* How many packets calls bring, and how pcap_breakloop ends them. */
static void counts(const char *name)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = pcap_open_offline(name, errbuf);
    struct counting c = {.p = p};
    struct pcap_pkthdr *h;
    const u_char *data;

    SHOW(p, pcap_dispatch(p, 3, count_packet, (u_char *)&c));
    c.stop = 5;
    SHOW(p, pcap_dispatch(p, -1, count_packet, (u_char *)&c));
    SHOW(p, pcap_dispatch(p, -1, count_packet, (u_char *)&c));
    c.stop = 9;
    SHOW(p, pcap_loop(p, 0, count_packet, (u_char *)&c));
    SHOW(p, pcap_loop(p, 5, count_packet, (u_char *)&c));
    pcap_breakloop(p);
    SHOW(p, pcap_loop(p, 5, count_packet, (u_char *)&c));
    pcap_breakloop(p);
    SHOW(p, pcap_next_ex(p, &h, &data));
    SHOW(p, pcap_next_ex(p, &h, &data));
    SHOW(p, pcap_dispatch(p, 100, count_packet, (u_char *)&c));
    SHOW(p, pcap_dispatch(p, 100, count_packet, (u_char *)&c));
    printf("  %d counted\n", c.n);
    pcap_close(p);
}

/* Filters replaced in the middle; a program of one's own. */
static void filters(const char *name)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = pcap_open_offline(name, errbuf);
    struct counting c = {.p = p};
    struct bpf_insn keep[] = {BPF_STMT(BPF_RET | BPF_K, 10)}, none[] = {{0xff, 0, 0, 0}};
    struct bpf_program own = {1, none}, prog;

    SHOW(p, pcap_setfilter(p, &own));
    own.bf_len = 0;
    SHOW(p, pcap_setfilter(p, &own));
    own = (struct bpf_program){1, keep};
    SHOW(p, pcap_setfilter(p, &own));
    SHOW(p, pcap_dispatch(p, 4, print_packet, NULL));
    SHOW(p, pcap_compile(p, &prog, "tcp", 1, 0));
    SHOW(p, pcap_setfilter(p, &prog));
    pcap_freecode(&prog);
    SHOW(p, pcap_dispatch(p, 4, print_packet, NULL));
    SHOW(p, pcap_compile(p, &prog, "udp or icmp or icmp6", 0, 0));
    SHOW(p, pcap_setfilter(p, &prog));
    pcap_freecode(&prog);
    SHOW(p, pcap_loop(p, -1, count_packet, (u_char *)&c));
    printf("  %d counted\n", c.n);
    pcap_close(p);
}

/* A stream of which a part was read already, and one without a descriptor. */
static void streams(const char *name)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "", word[4];
    struct counting c = {0};
    FILE *fp = fopen(name, "r");
    size_t n;
    char *all;
    pcap_t *p;

    if (!fp || fread(word, 1, sizeof word, fp) != sizeof word)
        exit(1);
    rewind(fp);
    p = pcap_fopen_offline(fp, errbuf);
    SHOW(p, pcap_loop(p, -1, count_packet, (u_char *)&c));
    pcap_close(p);
    fp = fopen(name, "r");
    all = malloc(1 << 20);
    n = fread(all, 1, 1 << 20, fp);
    fclose(fp);
    fp = fmemopen(all, n, "r");
    p = pcap_fopen_offline(fp, errbuf);
    if (p) {
        SHOW(p, pcap_loop(p, -1, count_packet, (u_char *)&c));
        SHOW(p, pcap_file(p) == fp);
        pcap_close(p);
    }
    free(all);
    printf("  %d counted\n", c.n);
}

/* The stream: behind the last record, and moved back to the first one. */
static void moves(const char *name)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = pcap_open_offline(name, errbuf);
    struct counting c = {.p = p};
    struct pcap_pkthdr *h;
    const u_char *data;
    FILE *fp;

    SHOW(p, pcap_next_ex(p, &h, &data));
    fp = pcap_file(p);
    SHOW(p, (int)ftell(fp));
    SHOW(p, pcap_next_ex(p, &h, &data));
    SHOW(p, (int)ftell(fp));
    SHOW(p, fseek(fp, sizeof(struct pcap_file_header), SEEK_SET));
    SHOW(p, pcap_dispatch(p, 2, print_packet, NULL));
    SHOW(p, (int)ftell(fp));
    SHOW(p, pcap_loop(p, -1, count_packet, (u_char *)&c));
    SHOW(p, (int)ftell(fp));
    rewind(fp);
    fseek(fp, sizeof(struct pcap_file_header), SEEK_SET);
    SHOW(p, pcap_loop(p, -1, count_packet, (u_char *)&c));
    printf("  %d counted\n", c.n);
    pcap_close(p);
}

/* The end is looked for by the stream, which each call hands out again; then records before it are
 * read, up to the end, which the stream says, and once more where that is cleared. */
static void looks_around(const char *name)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = pcap_open_offline(name, errbuf);
    struct counting c = {.p = p};
    struct pcap_pkthdr h;
    char bytes[50];

    SHOW(p, pcap_next(p, &h) != NULL);
    SHOW(p, fseek(pcap_file(p), 0, SEEK_END));
    SHOW(p, (int)ftell(pcap_file(p)));
    SHOW(p, fseek(pcap_file(p), 24, SEEK_SET));
    SHOW(p, (int)fread(bytes, 1, sizeof bytes, pcap_file(p)));
    SHOW(p, (int)ftell(pcap_file(p)));
    SHOW(p, fseek(pcap_file(p), 24, SEEK_SET));
    for (int i = 0; i < 2; i++) {
        SHOW(p, pcap_dispatch(p, -1, count_packet, (u_char *)&c));
        SHOW(p, feof(pcap_file(p)) != 0);
        SHOW(p, pcap_next(p, &h) != NULL);
        SHOW(p, (int)ftell(pcap_file(p)));
        clearerr(pcap_file(p));
        SHOW(p, pcap_next(p, &h) != NULL);
        SHOW(p, feof(pcap_file(p)) != 0);
        SHOW(p, fseek(pcap_file(p), 24, SEEK_SET));
        SHOW(p, feof(pcap_file(p)) != 0);
    }
    pcap_close(p);
}

/* A file that others write to goes on where its end was cleared. */
static void grows(const char *name)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "", path[] = "grows-XXXXXX";
    u_char head[40]; /* the file's header and the first record's */
    struct counting c = {0};
    FILE *in = fopen(name, "r"), *out = fdopen(mkstemp(path), "w");
    bpf_u_int32 caplen;
    pcap_t *p;

    if (!in || !out || fread(head, 1, sizeof head, in) != sizeof head)
        exit(1);
    memcpy(&caplen, head + 32, sizeof caplen);
    fwrite(head, 1, sizeof head, out);
    for (bpf_u_int32 i = 0; i < caplen; i++)
        putc(getc(in), out);
    fflush(out);
    p = pcap_open_offline(path, errbuf);
    unlink(path);
    SHOW(p, (int)ftell(pcap_file(p)));
    SHOW(p, pcap_dispatch(p, 5, count_packet, (u_char *)&c));
    for (int ch; (ch = getc(in)) != EOF;)
        putc(ch, out);
    fclose(in);
    fclose(out);
    SHOW(p, feof(pcap_file(p)) != 0);
    SHOW(p, pcap_dispatch(p, 5, count_packet, (u_char *)&c));
    clearerr(pcap_file(p));
    SHOW(p, pcap_dispatch(p, -1, count_packet, (u_char *)&c));
    printf("  %d counted\n", c.n);
    pcap_close(p);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        packets(argv[i], PCAP_TSTAMP_PRECISION_MICRO);
        packets(argv[i], PCAP_TSTAMP_PRECISION_NANO);
    }
    counts(argv[1]);
    filters(argv[1]);
    streams(argv[1]);
    moves(argv[1]);
    looks_around(argv[1]);
    grows(argv[1]);
    return 0;
}
