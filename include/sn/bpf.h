/*
 * The filter compiler and its engines.
 *
 * The language is pcap-filter(7)'s (see sn-filter(7)); the program is classic BPF as the kernel and
 * libpcap run it. Pipeline: lex, parse, sema, gen, optimise, verify, emit. Compiling touches no
 * globals; everything lives in the caller's arena.
 */
#ifndef SN_BPF_H
#define SN_BPF_H

#include "sn/arena.h"
#include "sn/buf.h"
#include "sn/err.h"
#include "sn/linktype.h"
#include "sn/pcap.h"

/* One instruction; the same layout as the kernel's struct sock_filter. */
struct sn_insn {
    uint16_t code;
    uint8_t jt, jf;
    uint32_t k;
};

struct sn_prog {
    struct sn_insn *insn; /* in the arena it was compiled with */
    uint32_t n;
};

struct sn_bpf_names;

struct sn_bpf_opts {
    uint32_t linktype; /* SN_LINK_… */
    uint32_t snaplen;  /* what an accepting program returns; 0: SN_SNAPLEN_DEFAULT */
    uint32_t netmask;  /* for `ip broadcast`, in host order; 0: only addresses that are broadcast in
                        * every network; all ones: it is an error */
    bool no_opt;       /* -O */
    bool kernel;       /* for SO_ATTACH_FILTER: VLAN tags and cooked headers by ancillary loads */
    bool file;         /* for packets from a capture file: loopback headers of any system's */
    bool live;         /* for an image of a program for the kernel: what a packet doesn't say of its
                        * direction and interface, by ancillary loads, which only the kernel has */
    enum sn_dir dir;   /* of all packets, where their headers don't say */
    bool no_dir;       /* these packets neither came in nor went out, as far as is known */
    bool no_lookup;    /* names of hosts, services and the like are errors */
    bool look_through; /* all of it stands under look-through: see sn/decap.h */
    bool has_iface;    /* the packets' interface is known: ifname and ifindex compare these */
    uint32_t lookup_ms; /* how long a look-up may take; 0: 5000 */
    uint32_t ifindex;
    const char *ifname; /* NULL: it has no name */
    const struct sn_bpf_names
        *names; /* the expression's, looked up already; NULL: the system is asked */
};

/* Looks up every name in an expression, so that it can be compiled, for any link type, where nobody
 * can be asked any more: no file can be opened, no server reached. Fails as sn_bpf_compile would
 * for what is wrong whatever the link type. Compilations may share it one after the other, and the
 * answers live until it is freed. */
SN_API enum sn_err sn_bpf_names_new(struct sn_bpf_names **out, const char *text, size_t n,
                                    const struct sn_bpf_opts *o, struct sn_diag *d) SN_MUST;
SN_API void sn_bpf_names_free(struct sn_bpf_names *names);

/* Whether an expression asks which way packets went: inbound, outbound. */
SN_API bool sn_bpf_directed(const char *text, size_t n);

/* Compiles text (n bytes, any bytes; empty accepts everything). SN_ESYNTAX, SN_ERANGE or
 * SN_EUNSUPPORTED with the column in d; SN_ENOMEM when the arena is full. */
SN_API enum sn_err sn_bpf_compile(struct sn_prog *out, struct sn_arena *a, const char *text,
                                  size_t n, const struct sn_bpf_opts *o, struct sn_diag *d) SN_MUST;

/* Whether a program may be run: known codes only, every path ends in a return, jumps go forward and
 * inside, scratch memory is never left nor read before every path to there has stored the word, no
 * division by constant zero, no shift by a constant above 31. The kernel demands the same, but for
 * one thing: here a plain jump may also go back, for `protochain`; a run that jumps back more than
 * 16384 times rejects.
 * SN_EFORMAT with a message that names the instruction; SN_ENOMEM. */
SN_API enum sn_err sn_bpf_verify(const struct sn_insn *p, size_t n, struct sn_diag *d) SN_MUST;

/* Runs a verified program on one packet; the reference engine. Returns the number of bytes to keep,
 * 0 for none. A load outside caplen rejects (offsets don't wrap), so does division by zero; a shift
 * by more than 31 gives 0. data may be NULL when caplen is 0. */
SN_API uint32_t sn_bpf_run(const struct sn_insn *p, const uint8_t *data, uint32_t caplen,
                           uint32_t len);

/* Runs it on a batch: sets drop on every packet that it rejects, returns how many it accepted. Meta
 * blocks and packets already dropped are left alone and not counted. */
SN_API uint32_t sn_bpf_run_batch(const struct sn_insn *p, struct sn_batch *b);

/* Makes a program of at most max (4 or more) instructions that accepts every packet that p accepts,
 * and others where p is too long or jumps back: the kernel takes SN_BPF_KERNEL_MAX instructions,
 * and only jumps forward. *whole: it is p itself. Otherwise it is in the arena, and p has to be run
 * on what it accepts. SN_ENOMEM. */
#define SN_BPF_KERNEL_MAX 4096u
SN_API enum sn_err sn_bpf_split(struct sn_prog *out, struct sn_arena *a, const struct sn_prog *p,
                                uint32_t max, bool *whole, struct sn_diag *d) SN_MUST;

/* The program as text: -d (image), -dd (C), -ddd (decimal), as tcpdump prints them. */
enum sn_bpf_image { SN_BPF_IMAGE = 1, SN_BPF_C = 2, SN_BPF_DECIMAL = 3 };
SN_API void sn_bpf_print(struct sn_buf *b, const struct sn_prog *p, enum sn_bpf_image how);

/* One instruction as a line of that image, without its newline: the one with the number `at`, which
 * jump targets are counted from. */
SN_API void sn_bpf_put_insn(struct sn_buf *b, const struct sn_insn *p, uint32_t at);

/* The error under its expression, for a terminal: the text on one line, a caret line below. */
SN_API void sn_bpf_caret(struct sn_buf *b, const char *text, size_t n, const struct sn_diag *d);

#endif
