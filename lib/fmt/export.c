/* The forms that packets can be printed in. */
#include "fmt/fmt.h"

static uint32_t want_text(const struct sn_fmt_opts *o)
{
    return sn_text_want(&o->text);
}

static uint32_t want_json(const struct sn_fmt_opts *o)
{
    return o->wanted ? sn_wanted_dis(o->wanted)
                     : SN_WANT_FIELDS | SN_WANT_VERBOSE | SN_WANT_SUMS | SN_WANT_DERIVED;
}

static uint32_t want_fields(const struct sn_fmt_opts *o)
{
    return sn_wanted_dis(sn_columns_wanted(o->columns));
}

static void begin_fields(struct sn_fmt *f, struct sn_buf *b)
{
    sn_columns_header(f->o.columns, b);
}

static void put_fields(struct sn_fmt *f, struct sn_buf *b, const struct sn_dissection *d,
                       const struct sn_frame *fr)
{
    sn_cells_line(f->cells, b, d, fr);
}

static bool plain_fields(const struct sn_fmt_opts *o, bool *framed)
{
    return sn_columns_plain(o->columns, framed);
}

static void put_plain_fields(struct sn_fmt *f, struct sn_buf *b, const struct sn_plain *x,
                             const struct sn_frame *fr)
{
    sn_cells_plain(f->cells, b, x, fr);
}

const struct sn_exporter sn_exporters[] = {
    {.name = "text", .want = want_text, .packet = sn_fmt_text},
    {.name = "json", .want = want_json, .packet = sn_fmt_json},
    {.name = "ek", .want = want_json, .packet = sn_fmt_ek},
    {.name = "fields",
     .want = want_fields,
     .begin = begin_fields,
     .packet = put_fields,
     .is_plain = plain_fields,
     .plain = put_plain_fields},
    {.name = NULL},
};

const struct sn_exporter *sn_exporter_find(const char *name)
{
    for (const struct sn_exporter *e = sn_exporters; e->name; e++) {
        if (strcmp(e->name, name) == 0)
            return e;
    }
    return NULL;
}
