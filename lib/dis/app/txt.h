/* Lines of text (txt.c) for protocols that have more fields than those. */
#ifndef SN_DIS_TXT_H
#define SN_DIS_TXT_H

#include "dis/proto.h"

/* The first fields of their lists. MESSAGE: lines may follow. A LINE that is SN_REC_BAD has no end.
 */
#define SN_TXT(F, name)                                                                            \
    F(MESSAGE, "sn." name ".message", NONE, NULL)                                                  \
    F(LINE, "sn." name ".line", STRS, "Line")

/* Records of the lines that tcpdump prints, when the first begins with one of the commands, words
 * with a blank behind each, or is a reply. */
void sn_txt_lines(struct sn_dis *d, struct sn_rd *r, const char *commands);

/* A record of the next line, when it is text. False: it is the last. */
bool sn_txt_line(struct sn_dis *d, struct sn_rd *r);

/* What tcpdump prints of them; over TCP a colon stands in front. */
enum sn_then sn_txt_plain_text(struct sn_text *t, const struct sn_layer *l);
enum sn_then sn_txt_text(struct sn_text *t, const struct sn_layer *l);

/* A line of whatever bytes and the line feed that ends it, without that: n bytes at p, of which
 * `end` more (1, or 2 with a carriage return) are skipped. False: it isn't whole; nothing is
 * skipped. */
struct sn_txt {
    const uint8_t *p;
    size_t n, end;
};
bool sn_txt_next(struct sn_rd *r, struct sn_txt *line);

/* A message as the unit of a stream (struct sn_stream_kind): a line with which one begins, header
 * lines, a blank one, and as many bytes as they say are behind that. */
uint32_t sn_txt_unit(const uint8_t *p, uint32_t n, bool (*begins)(const struct sn_txt *line));

/* The same of one line that is text, its end included, for protocols of commands and replies. */
uint32_t sn_txt_line_unit(const uint8_t *p, uint32_t n);

#endif
