/*
 * Conditions on the fields of a packet, written as Wireshark's display filters are:
 *
 *     tls.handshake.extensions_server_name contains "example" and tcp.dstport == 443
 *
 *     FIELD, PROTOCOL                     it is there
 *     X == Y, > >= < <=, eq gt ge lt le   of any of its values
 *     X != Y, ne, all_ne                  all its values differ
 *     X === Y, all_eq; X !== Y, ~=, any_ne    all are; any differs
 *     any X == Y, all X > Y               says which of the two
 *     X contains Y; X matches "REGEX", ~  bytes in bytes; a POSIX extended expression, any case
 *     X in {1, 5..9, 10.0.0.0/8}, not in  any of its values is one of these, or between two
 *     X & 0x12, + - * / %                 numbers; alone: any is not 0
 *     X[0:4], X[2], X[1-3], X[-2:]        some of its bytes
 *     len(X) count(X) lower(X) upper(X) string(X)
 *     not and or, ! && ||, ( )            and binds tighter than or
 *
 * Y is a value of X's type (decimal, 0x, 0b and octal numbers, 'c', names of numbers, TRUE and
 * FALSE, addresses and nets, 00:11:22, "strings" with escapes, r"raw ones", times as
 * sn/timeparse.h has them), or a field of the same type. A comparison with something that isn't
 * there is false. "ip.addr", "ipv6.addr", "eth.addr", "tcp.port", "udp.port" and their like mean
 * either end's.
 *
 * A point in a regular expression matches any byte but a null one. Of strings longer than 65,536
 * bytes lower(), upper() and string() make nothing.
 *
 * A compiled expression is immutable, threads may share it; each evaluates with a state of its own.
 * Memory and time are bounded by the expression's length times the packet's, but for field by
 * field, where at most SN_WHERE_PAIRS values of the right side are looked at, and for `matches`,
 * whose time is that of regexec(3).
 */
#ifndef SN_WHERE_H
#define SN_WHERE_H

#include "sn/visit.h"

#define SN_WHERE_LEN_MAX   65536 /* bytes of an expression */
#define SN_WHERE_DEPTH_MAX 100   /* parentheses and negations inside each other */
#define SN_WHERE_FIELDS    1024  /* fields of an expression */
#define SN_WHERE_PAIRS     1024

struct sn_where_expr;

/* Compiles n bytes of text. SN_ESYNTAX for what isn't an expression, SN_EUSAGE for an unknown field
 * (with the nearest name), types that don't go together or values that a field can't have, each
 * with the column; SN_ENOMEM. */
SN_API enum sn_err sn_where_new(struct sn_where_expr **out, const char *text, size_t n,
                                struct sn_diag *d) SN_MUST;
SN_API void sn_where_free(struct sn_where_expr *w);

/* What must be wanted of a dissection for it, SN_WANT_…; and of one that serves something else,
 * which wants `other`, too. */
SN_API uint32_t sn_where_dis(const struct sn_where_expr *w);
SN_API uint32_t sn_where_dis_with(const struct sn_where_expr *w, uint32_t other);

/* Whether it names what is known only when earlier packets were looked at: numbers of packets, and
 * those that TCP shows relative to a connection's first. */
SN_API bool sn_where_ordered(const struct sn_where_expr *w);

/* What one thread needs to evaluate it. SN_ENOMEM. */
struct sn_where_eval;
SN_API enum sn_err sn_where_eval_new(struct sn_where_eval **out, const struct sn_where_expr *w,
                                     struct sn_diag *d) SN_MUST;
SN_API void sn_where_eval_free(struct sn_where_eval *e);

/* Whether it holds for a packet. Without memory it doesn't, and sn_where_err() is SN_ENOMEM from
 * then on. */
SN_API bool sn_where_match(struct sn_where_eval *e, const struct sn_dissection *x,
                           const struct sn_frame *fr);
SN_API enum sn_err sn_where_err(const struct sn_where_eval *e);

#endif
