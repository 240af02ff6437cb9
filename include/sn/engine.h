/*
 * The engine: a verified program, made ready to run fast on many packets.
 *
 * On x86-64 and AArch64 the program becomes machine code, written to memory that is never writable
 * and executable at a time. Where the system refuses such memory, on other machines, and for
 * programs of more than a million instructions, the interpreter (sn_bpf_run) does the work. Either
 * way the verdicts are the interpreter's.
 *
 * An engine doesn't change after it was made: threads may share it.
 */
#ifndef SN_ENGINE_H
#define SN_ENGINE_H

#include "sn/bpf.h"

struct sn_engine;

/* Verifies p and makes an engine of it; p isn't needed afterwards. jit = false: the interpreter.
 * SN_EFORMAT when p can't be run, SN_ENOMEM. */
SN_API enum sn_err sn_engine_new(struct sn_engine **out, const struct sn_prog *p, bool jit,
                                 struct sn_diag *d) SN_MUST;

/* As sn_bpf_run. */
SN_API uint32_t sn_engine_run(const struct sn_engine *e, const uint8_t *data, uint32_t caplen,
                              uint32_t len);

/* As sn_bpf_run_batch. */
SN_API uint32_t sn_engine_run_batch(const struct sn_engine *e, struct sn_batch *b);

/* The same on a part of a batch: n packets from p on. */
SN_API uint32_t sn_engine_run_pkts(const struct sn_engine *e, struct sn_pkt *p, uint32_t n);

/* "x86-64 machine code", "AArch64 machine code" or "interpreter". */
SN_API const char *sn_engine_name(const struct sn_engine *e);

/* NULL is allowed. */
SN_API void sn_engine_free(struct sn_engine *e);

#endif
