/* TCP's parts: the header (tcp.c) and its options (tcpopt.c). */
#ifndef SN_DIS_TCP_H
#define SN_DIS_TCP_H

#include "dis/proto.h"

enum {
    TCP_SPORT,
    TCP_DPORT,
    TCP_SEQ, /* n: the number as it is shown */
    TCP_ACK, /* likewise */
    TCP_HLEN,
    TCP_FLAGS,
    TCP_WIN,
    TCP_SUM, /* n: what is left over, when SN_REC_CHECKED */
    TCP_URG,
    TCP_FIXED,
    TCP_SEQ_REL = TCP_FIXED,
    TCP_ACK_REL,
    TCP_LEN,
    TCP_F_CWR,
    TCP_F_ECE,
    TCP_F_URG,
    TCP_F_ACK,
    TCP_F_PSH,
    TCP_F_RST,
    TCP_F_SYN,
    TCP_F_FIN,
    TCP_SUM_STATUS,
    TCP_OPT, /* u: the kind; begins an option */
    TCP_OPT_LEN,
    TCP_OPT_MSS,
    TCP_OPT_WSCALE,
    TCP_OPT_SACK_COUNT,
    TCP_OPT_SACK_LE, /* n: the number as it is shown */
    TCP_OPT_SACK_RE,
    TCP_OPT_ECHO,
    TCP_OPT_TSVAL,
    TCP_OPT_TSECR,
    TCP_OPT_CC,
    TCP_OPT_MD5,
    TCP_OPT_SCPS_CAP,
    TCP_OPT_SCPS_ID,
    TCP_OPT_UTO,
    TCP_OPT_AO_KEY,
    TCP_OPT_AO_NEXT,
    TCP_OPT_AO_MAC,
    TCP_OPT_TFO,
    TCP_OPT_EXP_MAGIC,
    MP_SUBTYPE,
    MP_VERSION,
    MP_FLAGS,
    MP_KEY,
    MP_KEY2,
    MP_BACKUP,
    MP_ID,
    MP_TOKEN,
    MP_NONCE,
    MP_HMAC,
    MP_HMAC20,
    MP_ACK,
    MP_SEQ,
    MP_SUBSEQ,
    MP_LEN,
    MP_CSUM,
    MP_ECHO,
    MP_ADDR4,
    MP_ADDR6,
    MP_PORT,
    TCP_OPT_DATA,
    TCP_RST_DATA,
};

enum {
    TH_FIN = 1,
    TH_SYN = 2,
    TH_RST = 4,
    TH_PSH = 8,
    TH_ACK = 16,
    TH_URG = 32,
    TH_ECE = 64,
    TH_CWR = 128,
};

/* Two no-operations and a time stamp, as nearly every segment has them (RFC 7323, appendix A), are
 * read at once. False when the `left` bytes of options are others: nothing is read. */
bool sn_tcp_usual_opts(struct sn_dis *d, struct sn_rd *r, uint32_t left);

/* Reads the options, of which the header has `left` bytes; behind is what follows the header.
 * False: the layer stops. */
bool sn_tcp_opts(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *behind, uint32_t left);

/* Reads what stands behind kind and length of a Multipath TCP option of len bytes in a segment with
 * these flags; false: it isn't right. */
bool sn_mptcp(struct sn_dis *d, struct sn_rd *r, uint32_t len, uint8_t flags);

/* " 12 capable v1 {0x1}" of the records [q, end). */
void sn_mptcp_text(struct sn_text *t, uint32_t len, const struct sn_rec *q,
                   const struct sn_rec *end);

/* ", options [mss 1460,nop]"; false when they are cut or bad, which it has then said. */
enum sn_then sn_tcp_opts_text(struct sn_text *t, const struct sn_layer *l);

#endif
