/* Dissections whose records are all read and whose text is printable; key logs. After fuzz.h. */
#ifndef READS_H
#define READS_H

#include <string.h>

#include "sn/dis.h"
#include "sn/fmt.h"
#include "sn/secrets.h"

static void fuzz_read(const struct sn_dissection *x, struct sn_buf *text)
{
    struct sn_text_opts o = {.more = true};
    volatile uint8_t sum = 0;

    for (uint32_t i = 0; i < x->nlayer; i++) {
        const struct sn_layer *l = &x->layer[i];

        for (uint32_t k = 0; k < l->n; k++) {
            const struct sn_rec *q = &x->rec[l->first + k];
            uint8_t type = l->proto->fields[q->field].type;

            if (type == SN_F_BYTES || type == SN_F_STR)
                for (uint32_t j = 0; j < q->n; j++)
                    sum = (uint8_t)(sum + q->p[j]);
        }
    }
    sn_buf_clear(text);
    sn_dis_text(x, &o, text);
    FUZZ_ASSERT(!text->err);
    for (const char *p = text->base; p < text->p; p++)
        FUZZ_ASSERT((*p >= ' ' && *p < 0x7f) || *p == '\n' || *p == '\t');
}

static void fuzz_put16(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

/* Lines of a key log, which end where memory does. */
static void fuzz_add_secrets(struct sn_secrets *s, const uint8_t *p, uint32_t n)
{
    uint32_t before = sn_secrets_count(s), lines = 1;
    char *b = malloc(n + !n);

    FUZZ_ASSERT(b);
    for (uint32_t i = 0; i < n; i++) {
        b[i] = (char)p[i];
        lines += b[i] == '\n';
    }
    (void)!sn_secrets_add(s, b, n, NULL);
    FUZZ_ASSERT(sn_secrets_count(s) <= before + lines);
    free(b);
}

#endif
