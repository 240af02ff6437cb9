/*
 * Secrets of TLS connections, as programs log them (SSLKEYLOGFILE) and pcapng carries them, and
 * keys of WireGuard: what a capture is decrypted with.
 */
#ifndef SN_SECRETS_H
#define SN_SECRETS_H

#include "sn/err.h"
#include "sn/pcap.h"

/* Secrets that were read. Adding to them is not for two threads at a time, nor while another looks
 * something up. */
struct sn_secrets;

#define SN_SECRETS_MAX (1u << 20) /* that are kept; a log with more is an error */

/* Whether anything can be decrypted with them: built with libcrypto. */
SN_API bool sn_secrets_usable(void);

/* None yet. SN_ENOMEM. */
SN_API enum sn_err sn_secrets_new(struct sn_secrets **out, struct sn_diag *d) SN_MUST;
SN_API void sn_secrets_free(struct sn_secrets *s); /* NULL is allowed */

/* Adds those of a key log of n bytes: lines "LABEL CLIENT-RANDOM SECRET", the latter two in
 * hexadecimal (NSS's format; draft-ietf-tls-keylogfile), or "KIND = KEY", in base 64, as Wireshark
 * takes WireGuard's: LOCAL_STATIC_PRIVATE_KEY, REMOTE_STATIC_PUBLIC_KEY,
 * LOCAL_EPHEMERAL_PRIVATE_KEY, PRESHARED_KEY. Lines that are empty, begin with # or have a label
 * that nothing is known of are skipped. SN_EFORMAT: a line that isn't so, by its
 * number; those in front of it were added. SN_ERANGE: too many. SN_ENOMEM. */
SN_API enum sn_err sn_secrets_add(struct sn_secrets *s, const char *text, size_t n,
                                  struct sn_diag *d) SN_MUST;

/* The same of the file at `path` ("-": standard input), to *s, which is made when it is NULL. What
 * was read is given to the caller in *text, n bytes and a null byte behind them, to be freed; with
 * text NULL it is wiped from memory. Also SN_EIO. */
SN_API enum sn_err sn_secrets_read(struct sn_secrets **s, const char *path, char **text, size_t *n,
                                   struct sn_diag *d) SN_MUST;

/* Adds what a meta packet of pcapng says, when it is a block of secrets (type 10) of one of enum
 * sn_keylog; lines that can't be read are skipped. */
SN_API void sn_secrets_block(struct sn_secrets *s, const struct sn_pkt *p);

/* Adds what all such blocks of a batch say. */
SN_API void sn_secrets_batch(struct sn_secrets *s, const struct sn_batch *b);

/* How many there are. */
SN_API uint32_t sn_secrets_count(const struct sn_secrets *s);

/* What a block of them says it has: WireGuard's keys, when there are no others. */
SN_API enum sn_keylog sn_secrets_keylog(const struct sn_secrets *s);

#endif
