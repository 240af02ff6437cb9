/* BEEP over TCP (RFC 3080, RFC 3081): which kind of frame a segment begins with. */
#include "dis/proto.h"

enum { PORT = 10288, WORD = 4 };

#define BEEP(F)                                                                                    \
    F(COMMAND, "beep.command", STR, "Command")                                                     \
    F(KNOWN, "sn.beep.known", UINT, NULL)                                                          \
    F(PAYLOAD, "beep.payload", STR, "Payload")
SN_FIELDS(beep, BEEP)

/* With what is behind them; tcpdump wants a zero behind two of them, which no frame has. */
static const char words[][WORD + 1] = {"MSG\0", "RPY ", "ERR ", "ANS ", "NUL ", "SEQ ", "END\0"};
enum { NWORDS = sizeof words / sizeof *words };

static void beep_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    for (unsigned i = 0; i < NWORDS && sn_rd_left(r) >= WORD; i++) {
        if (memcmp(r->p, words[i], WORD - 1) != 0)
            continue;
        if (r->p[WORD - 1] == (uint8_t)words[i][WORD - 1])
            sn_note(d, KNOWN, 0);
        (void)sn_get_bytes(d, r, COMMAND, WORD - 1);
        return;
    }
    if (sn_rd_left(r))
        (void)sn_get_bytes(d, r, PAYLOAD, sn_rd_left(r));
}

static enum sn_then beep_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (sn_find(&v, KNOWN))
        sn_say(t, &v, " BEEP {}", COMMAND);
    else
        sn_put_lit(t->b, " BEEP (payload or undecoded)");
    return SN_TEXT_DONE;
}

SN_PROTO(beep, "Blocks Extensible Exchange Protocol", {.table = &sn_tab_tcp, .value = PORT})
