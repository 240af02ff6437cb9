/* Names of instructions, as tcpdump -d prints them. */
#ifndef SN_BPF_OPNAME_H
#define SN_BPF_OPNAME_H

#include <stdint.h>

/* ld, jeq, …; NULL when no instruction has this code. */
const char *sn_bpf_opname(uint32_t code);

#endif
