/* TELNET's commands (RFC 854 and those of its options); the data between them is only in the
 * fields. */
#include "dis/proto.h"

enum { IAC = 255, SB = 250, SE = 240, WILL = 251, DONT = 254, AUTHENTICATION = 37, ENCRYPT = 38 };

static const struct sn_val commands[] = {
    {236, "EOF"},   {237, "SUSP"}, {238, "ABORT"}, {239, "EOR"},  {240, "SE"},   {241, "NOP"},
    {242, "DMARK"}, {243, "BRK"},  {244, "IP"},    {245, "AO"},   {246, "AYT"},  {247, "EC"},
    {248, "EL"},    {249, "GA"},   {250, "SB"},    {251, "WILL"}, {252, "WONT"}, {253, "DO"},
    {254, "DONT"},  {255, "IAC"},  {0, NULL},
};
static const struct sn_val options[] = {
    {0, "BINARY"},
    {1, "ECHO"},
    {2, "RCP"},
    {3, "SUPPRESS GO AHEAD"},
    {4, "NAME"},
    {5, "STATUS"},
    {6, "TIMING MARK"},
    {7, "RCTE"},
    {8, "NAOL"},
    {9, "NAOP"},
    {10, "NAOCRD"},
    {11, "NAOHTS"},
    {12, "NAOHTD"},
    {13, "NAOFFD"},
    {14, "NAOVTS"},
    {15, "NAOVTD"},
    {16, "NAOLFD"},
    {17, "EXTEND ASCII"},
    {18, "LOGOUT"},
    {19, "BYTE MACRO"},
    {20, "DATA ENTRY TERMINAL"},
    {21, "SUPDUP"},
    {22, "SUPDUP OUTPUT"},
    {23, "SEND LOCATION"},
    {24, "TERMINAL TYPE"},
    {25, "END OF RECORD"},
    {26, "TACACS UID"},
    {27, "OUTPUT MARKING"},
    {28, "TTYLOC"},
    {29, "3270 REGIME"},
    {30, "X.3 PAD"},
    {31, "NAWS"},
    {32, "TSPEED"},
    {33, "LFLOW"},
    {34, "LINEMODE"},
    {35, "XDISPLOC"},
    {36, "OLD-ENVIRON"},
    {37, "AUTHENTICATION"},
    {38, "ENCRYPT"},
    {39, "NEW-ENVIRON"},
    {0, NULL},
};
static const struct sn_val auth_commands[] = {
    {0, "IS"}, {1, "SEND"}, {2, "REPLY"}, {3, "NAME"}, {0, NULL}};
static const struct sn_val auth_types[] = {
    {0, "NULL"},    {1, "KERBEROS_V4"},   {2, "KERBEROS_V5"}, {3, "SPX"},   {4, "MINK"},
    {5, "SRP"},     {6, "RSA"},           {7, "SSL"},         {10, "LOKI"}, {11, "SSA"},
    {12, "KEA_SJ"}, {13, "KEA_SJ_INTEG"}, {14, "DSS"},        {15, "NTLM"}, {0, NULL},
};
static const struct sn_val encrypt_commands[] = {
    {0, "IS"},          {1, "SUPPORT"},   {2, "REPLY"},
    {3, "START"},       {4, "END"},       {5, "REQUEST-START"},
    {6, "REQUEST-END"}, {7, "END_KEYID"}, {8, "DEC_KEYID"},
    {0, NULL},
};
static const struct sn_val encrypt_types[] = {
    {0, "NULL"},           {1, "DES_CFB64"},
    {2, "DES_OFB64"},      {3, "DES3_CFB64"},
    {4, "DES3_OFB64"},     {6, "CAST5_40_CFB64"},
    {7, "CAST5_40_OFB64"}, {8, "CAST128_CFB64"},
    {9, "CAST128_OFB64"},  {0, NULL},
};
static const struct sn_val others[] = {{0, "IS"}, {1, "SEND"}, {2, "INFO"}, {0, NULL}};

#define TELNET(F)                                                                                  \
    F(DATA, "telnet.data", STRS, "Data")                                                           \
    F(SEQUENCE, "sn.telnet.sequence", GROUPS, "Command")                                           \
    F(COMMAND, "telnet.cmd", U8, "Command", .vals = commands)                                      \
    F(OPTION, "telnet.subcmd", U8, "Subcommand", .vals = options)                                  \
    F(CONTENT, "sn.telnet.suboption", BYTES, "Suboption")                                          \
    F(UNENDED, "sn.telnet.unended", UINT, NULL)
SN_FIELDS(telnet, TELNET)

/* The bytes up to IAC SE, or to the last one. False: they end elsewhere. */
static bool suboption(struct sn_dis *d, struct sn_rd *r)
{
    size_t n = 0, left = sn_rd_left(r);

    if (!sn_rd_need(r, 1))
        return false;
    while (n + 1 < left && !(r->p[n] == IAC && r->p[n + 1] == SE))
        n++;
    if (r->p[n] != IAC || (n + 1 == left && r->cut)) {
        if (r->cut)
            r->stop = SN_STOP_TRUNCATED;
        return false;
    }
    sn_rec_bytes(d, CONTENT, sn_rd_off(r), n, r->p, n);
    if (left - n < 2)
        sn_note(d, UNENDED, 0); /* tcpdump looks for SE in vain */
    return sn_rd_skip(r, left - n < 2 ? left : n + 2);
}

/* What begins with IAC. False: it isn't one tcpdump knows, or isn't whole. */
static bool sequence(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g;
    uint32_t command = 0;
    bool whole;

    (void)sn_rd_skip(r, 1);
    g = sn_group(d, r, SEQUENCE, 0);
    whole = sn_get(d, r, COMMAND, &command) && sn_val_name(commands, command) &&
            (command < SB || command == IAC || sn_get(d, r, OPTION, NULL)) &&
            (command != SB || suboption(d, r));
    sn_group_end(d, r, g);
    if (!whole)
        g->flags |= SN_REC_BAD;
    return whole;
}

/* Each line of data is a record. */
static void data(struct sn_dis *d, struct sn_rd *r)
{
    const uint8_t *p = r->p;
    size_t n = 0, left = sn_rd_left(r);

    while (n < left && p[n] != IAC && p[n] != '\n')
        n++;
    if (n < left && p[n] == '\n')
        n++;
    sn_rec_bytes(d, DATA, sn_rd_off(r), n, p, n);
    (void)sn_rd_skip(r, n);
}

static void telnet_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    while (sn_rd_left(r)) {
        if (*r->p != IAC)
            data(d, r);
        else if (!sequence(d, r))
            return;
    }
    if (r->cut)
        (void)sn_rd_need(r, 1);
}

static void put_known(struct sn_text *t, const struct sn_val *names, uint8_t v)
{
    sn_put_c(t->b, ' ');
    sn_put_name(t, names, v, "%#x");
}

static void put_suboption(struct sn_text *t, uint64_t option, const struct sn_rec *q)
{
    bool auth = option == AUTHENTICATION, encrypt = option == ENCRYPT;

    for (uint32_t i = 0; i < q->n; i++) {
        if (i == 0)
            put_known(t, auth ? auth_commands : encrypt ? encrypt_commands : others, q->p[i]);
        else if (i == 1 && (auth || encrypt))
            put_known(t, auth ? auth_types : encrypt_types, q->p[i]);
        else
            sn_put_f(t->b, " %#x", q->p[i]);
    }
    sn_put_lit(t->b, " SE");
}

static enum sn_then telnet_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), s = {0};
    const struct sn_rec *data = sn_find(&v, DATA);
    const char *sep = " [telnet ";

    /* Up to the first data. */
    while (sn_each(&v, SEQUENCE, &s) && !(data && data < s.rec)) {
        uint64_t command = sn_opt(&s, COMMAND);
        const struct sn_rec *content = sn_find(&s, CONTENT);

        if (s.rec->flags & SN_REC_BAD) {
            if (l->flags & SN_LAYER_TRUNCATED ||
                (command == SB && sn_find(&s, OPTION) && l->flags & SN_LAYER_MALFORMED))
                sn_cut(t);
            break;
        }
        sn_put_s(t->b, sep);
        sep = ", ";
        if (command == IAC)
            sn_put_lit(t->b, "IAC ");
        sn_put_name(t, commands, command, "%#x");
        if (sn_find(&s, OPTION))
            put_known(t, options, (uint8_t)sn_opt(&s, OPTION));
        if (content)
            put_suboption(t, sn_opt(&s, OPTION), content);
        if (sn_find(&s, UNENDED))
            sn_cut(t);
    }
    if (s.rec == v.end && !data && l->flags & SN_LAYER_TRUNCATED)
        sn_cut(t);
    if (sep[0] == ',')
        sn_put_c(t->b, ']');
    return SN_TEXT_DONE;
}

SN_PROTO(telnet, "Telnet", {.table = &sn_tab_tcp, .value = 23})
