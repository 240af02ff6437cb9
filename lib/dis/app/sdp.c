/*
 * SDP (RFC 8866): what a session consists of, in messages of SIP and RTSP. Each line is one field,
 * and its parts are others; the lines of a medium are a group. What is sent by RTP is expected from
 * here on.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include "dis/app/sdp.h"

#include "dis/app/rtp.h"
#include "dis/app/slice.h"
#include "dis/app/txt.h"

#define SDP(F)                                                                                     \
    F(VERSION, "sdp.version", STR, "Session Description Protocol Version (v)")                     \
    F(OWNER, "sdp.owner", STR, "Owner/Creator, Session Id (o)")                                    \
    F(OWNER_USER, "sdp.owner.username", STR, "Owner Username")                                     \
    F(OWNER_ID, "sdp.owner.sessionid", STR, "Session ID")                                          \
    F(OWNER_VERSION, "sdp.owner.version", STR, "Session Version")                                  \
    F(OWNER_NET, "sdp.owner.network_type", STR, "Owner Network Type")                              \
    F(OWNER_FAMILY, "sdp.owner.address_type", STR, "Owner Address Type")                           \
    F(OWNER_ADDR, "sdp.owner.address", STR, "Owner Address")                                       \
    F(NAME, "sdp.session_name", STR, "Session Name (s)")                                           \
    F(INFO, "sdp.session_info", STR, "Session Information (i)")                                    \
    F(LINK, "sdp.uri", STR, "URI of Description (u)")                                              \
    F(EMAIL, "sdp.email", STRS, "E-mail Address (e)")                                              \
    F(PHONE, "sdp.phone", STRS, "Phone Number (p)")                                                \
    F(CONNECTION, "sdp.connection_info", STRS, "Connection Information (c)")                       \
    F(CONNECTION_NET, "sdp.connection_info.network_type", STRS, "Connection Network Type")         \
    F(CONNECTION_FAMILY, "sdp.connection_info.address_type", STRS, "Connection Address Type")      \
    F(CONNECTION_ADDR, "sdp.connection_info.address", STRS, "Connection Address")                  \
    F(CONNECTION_TTL, "sdp.connection_info.ttl", STRS, "Connection TTL")                           \
    F(CONNECTION_COUNT, "sdp.connection_info.num_addr", STRS, "Connection Number of Addresses")    \
    F(BANDWIDTH, "sdp.bandwidth", STRS, "Bandwidth Information (b)")                               \
    F(BANDWIDTH_KIND, "sdp.bandwidth.modifier", STRS, "Bandwidth Modifier")                        \
    F(BANDWIDTH_VALUE, "sdp.bandwidth.value", STRS, "Bandwidth Value")                             \
    F(TIME, "sdp.time", STRS, "Time Description, active time (t)")                                 \
    F(TIME_START, "sdp.time.start", STRS, "Session Start Time")                                    \
    F(TIME_STOP, "sdp.time.stop", STRS, "Session Stop Time")                                       \
    F(REPEAT, "sdp.repeat_time", STRS, "Repeat Time (r)")                                          \
    F(REPEAT_INTERVAL, "sdp.repeat_time.interval", STRS, "Repeat Interval")                        \
    F(REPEAT_DURATION, "sdp.repeat_time.duration", STRS, "Repeat Duration")                        \
    F(REPEAT_OFFSET, "sdp.repeat_time.offset", STRS, "Repeat Offset")                              \
    F(ZONE, "sdp.timezone", STRS, "Time Zone Adjustments (z)")                                     \
    F(KEY, "sdp.encryption_key", STRS, "Encryption Key (k)")                                       \
    F(KEY_TYPE, "sdp.encryption_key.type", STRS, "Key Type")                                       \
    F(KEY_DATA, "sdp.encryption_key.data", STRS, "Key Data")                                       \
    F(ATTR, "sdp.session_attr", STRS, "Session Attribute (a)")                                     \
    F(ATTR_NAME, "sdp.session_attr.field", STRS, "Session Attribute Fieldname")                    \
    F(ATTR_VALUE, "sdp.session_attr.value", STRS, "Session Attribute Value")                       \
    F(SECTION, "sn.sdp.media", GROUPS, "Media")                                                    \
    F(MEDIA, "sdp.media", STR, "Media Description, name and address (m)")                          \
    F(MEDIA_KIND, "sdp.media.media", STR, "Media Type")                                            \
    F(MEDIA_PORT, "sdp.media.port", UINT, "Media Port")                                            \
    F(MEDIA_COUNT, "sdp.media.portcount", STR, "Media Port Count")                                 \
    F(MEDIA_PROTO, "sdp.media.proto", STR, "Media Protocol")                                       \
    F(MEDIA_FORMAT, "sdp.media.format", STRS, "Media Format")                                      \
    F(MEDIA_TITLE, "sdp.media_title", STR, "Media Title (i)")                                      \
    F(MEDIA_ATTR, "sdp.media_attr", STRS, "Media Attribute (a)")                                   \
    F(MEDIA_ATTR_NAME, "sdp.media_attribute.field", STRS, "Media Attribute Fieldname")             \
    F(MEDIA_ATTR_VALUE, "sdp.media_attribute.value", STRS, "Media Attribute Value")                \
    F(MIME, "sdp.mime.type", STRS, "MIME Type")                                                    \
    F(RATE, "sdp.sample_rate", STRS, "Sample Rate")                                                \
    F(PARAMETER, "sdp.fmtp.parameter", STRS, "Media format specific parameters")                   \
    F(CANDIDATE_FOUNDATION, "sdp.ice_candidate.foundation", STRS, "Foundation")                    \
    F(CANDIDATE_COMPONENT, "sdp.ice_candidate.componentid", STRS, "Component ID")                  \
    F(CANDIDATE_TRANSPORT, "sdp.ice_candidate.transport", STRS, "Transport")                       \
    F(CANDIDATE_PRIORITY, "sdp.ice_candidate.priority", STRS, "Priority")                          \
    F(CANDIDATE_ADDR, "sdp.ice_candidate.address", STRS, "Connection Address")                     \
    F(CANDIDATE_PORT, "sdp.ice_candidate.port", STRS, "Candidate Port")                            \
    F(CANDIDATE_TYPE, "sdp.ice_candidate.type", STRS, "Candidate Type")                            \
    F(UNKNOWN, "sdp.unknown", STRS, "Unknown")                                                     \
    F(INVALID, "sdp.invalid", STRS, "Invalid line")
SN_FIELDS(sdp, SDP)

/* A line that is cut at each separator: the field of all of it, and the first of its parts', which
 * are one behind the other; more parts than there are fields have the last one's. */
static const struct {
    char letter, separator;
    uint8_t parts;
    uint16_t all, part;
} lines[] = {
    {'v', 0, 0, VERSION, 0},
    {'o', ' ', 6, OWNER, OWNER_USER},
    {'s', 0, 0, NAME, 0},
    {'i', 0, 0, INFO, 0},
    {'u', 0, 0, LINK, 0},
    {'e', 0, 0, EMAIL, 0},
    {'p', 0, 0, PHONE, 0},
    {'c', ' ', 2, CONNECTION, CONNECTION_NET},
    {'b', ':', 2, BANDWIDTH, BANDWIDTH_KIND},
    {'t', ' ', 2, TIME, TIME_START},
    {'r', ' ', 3, REPEAT, REPEAT_INTERVAL},
    {'z', 0, 0, ZONE, 0},
    {'k', ':', 2, KEY, KEY_TYPE},
};

/* What the static payload types of RTP are (RFC 3551, 6). */
static const struct sn_val formats[] = {
    {0, "ITU-T G.711 PCMU"},
    {1, "USA Federal Standard FS-1016"},
    {2, "ITU-T G.721"},
    {3, "GSM 06.10"},
    {4, "ITU-T G.723"},
    {5, "DVI4 8000 samples/s"},
    {6, "DVI4 16000 samples/s"},
    {7, "Experimental linear predictive encoding from Xerox PARC"},
    {8, "ITU-T G.711 PCMA"},
    {9, "ITU-T G.722"},
    {10, "16-bit uncompressed audio, stereo"},
    {11, "16-bit uncompressed audio, monaural"},
    {12, "Qualcomm Code Excited Linear Predictive coding"},
    {13, "Comfort noise"},
    {14, "MPEG-I/II Audio"},
    {15, "ITU-T G.728"},
    {16, "DVI4 11025 samples/s"},
    {17, "DVI4 22050 samples/s"},
    {18, "ITU-T G.729"},
    {19, "Comfort noise (old)"},
    {25, "Sun CellB video encoding"},
    {26, "JPEG-compressed video"},
    {28, "'nv' program"},
    {31, "ITU-T H.261"},
    {32, "MPEG-I/II Video"},
    {33, "MPEG-II transport streams"},
    {34, "ITU-T H.263"},
    {0, NULL},
};

/* Where a medium is sent: its own address, or else the session's. */
struct place {
    uint8_t version; /* 0: not known */
    uint8_t addr[16];
};

struct sdp {
    struct sn_dis *d;
    const struct sn_rd *r;
    struct place session, medium;
    uint16_t port; /* of the medium by RTP; 0: none */
    bool sealed;   /* the medium is encrypted */
    bool in_medium;
};

/* ---- lines ---- */

static void put(const struct sdp *s, unsigned field, struct slice x)
{
    slice_rec(s->d, s->r, field, x);
}

/* The parts of a line: blanks are between all of them, another separator behind the first. */
static void parts(struct sdp *s, struct slice x, char separator, unsigned first, unsigned n)
{
    for (unsigned i = 0; x.n; i += i + 1 < n)
        put(s, first + i, slice_cut(&x, i + 1 < n || separator == ' ' ? separator : '\n'));
}

/* "IN IP4 224.2.1.1/127/3", behind the first two. */
static void address(struct sdp *s, struct slice x)
{
    struct place *to = s->in_medium ? &s->medium : &s->session;
    char text[INET6_ADDRSTRLEN];
    struct slice a = slice_cut(&x, '/');
    int family;

    put(s, CONNECTION_ADDR, a);
    put(s, CONNECTION_TTL, slice_cut(&x, '/'));
    put(s, CONNECTION_COUNT, x);
    to->version = 0;
    if (!a.n || a.n >= sizeof text)
        return;
    memcpy(text, a.p, a.n);
    text[a.n] = '\0';
    family = strchr(text, ':') ? AF_INET6 : AF_INET;
    if (inet_pton(family, text, to->addr) == 1)
        to->version = family == AF_INET6 ? 6 : 4;
}

/* One of the formats; of RTP it is a payload type. */
static void format(struct sdp *s, struct slice x, bool rtp)
{
    uint32_t type = rtp ? slice_number(x, 127) : 128;
    const char *name = type < 96 ? sn_val_name(formats, type) : NULL;
    char text[32];

    if (type > 127)
        put(s, MEDIA_FORMAT, x);
    else if (type < 96)
        sn_rec_str(s->d, MEDIA_FORMAT, name ? name : "Unassigned",
                   strlen(name ? name : "Unassigned"));
    else
        sn_rec_str(s->d, MEDIA_FORMAT, text,
                   (size_t)snprintf(text, sizeof text, "DynamicRTP-Type-%u", type));
}

/* "audio 49170/2 RTP/AVP 0 8" */
static void medium(struct sdp *s, struct slice x)
{
    struct slice ports, proto;
    uint32_t port;
    bool rtp;

    put(s, MEDIA, x);
    put(s, MEDIA_KIND, slice_cut(&x, ' '));
    ports = slice_cut(&x, ' ');
    proto = slice_cut(&x, ' ');
    rtp = slice_begins(proto, "RTP/");
    port = slice_number(slice_cut(&ports, '/'), UINT16_MAX);
    if (port <= UINT16_MAX)
        sn_rec_made(s->d, MEDIA_PORT, port);
    put(s, MEDIA_COUNT, ports);
    put(s, MEDIA_PROTO, proto);
    while (x.n)
        format(s, slice_cut(&x, ' '), rtp);
    s->medium.version = 0;
    s->port = rtp && port <= UINT16_MAX ? (uint16_t)port : 0;
    s->sealed = slice_begins(proto, "RTP/SAVP");
}

/* "rtpmap:97 iLBC/8000", behind the colon. */
static void map(struct sdp *s, struct slice x)
{
    put(s, MEDIA_FORMAT, slice_cut(&x, ' '));
    put(s, MIME, slice_cut(&x, '/'));
    put(s, RATE, slice_cut(&x, '/'));
}

/* "fmtp:97 mode=20; robust" */
static void parameters(struct sdp *s, struct slice x)
{
    put(s, MEDIA_FORMAT, slice_cut(&x, ' '));
    while (x.n) {
        put(s, PARAMETER, slice_trim(slice_cut(&x, ';')));
    }
}

/* "candidate:1 1 UDP 2130706431 192.0.2.10 8998 typ host" (RFC 8839, 5.1) */
static void candidate(struct sdp *s, struct slice x)
{
    for (unsigned i = CANDIDATE_FOUNDATION; i < CANDIDATE_TYPE; i++)
        put(s, i, slice_cut(&x, ' '));
    if (slice_is(slice_cut(&x, ' '), "typ"))
        put(s, CANDIDATE_TYPE, slice_cut(&x, ' '));
}

static void attribute(struct sdp *s, struct slice x)
{
    bool named = memchr(x.p, ':', x.n);
    struct slice name;

    put(s, s->in_medium ? MEDIA_ATTR : ATTR, x);
    if (!named)
        return;
    name = slice_cut(&x, ':');
    put(s, s->in_medium ? MEDIA_ATTR_NAME : ATTR_NAME, name);
    if (!s->in_medium)
        put(s, ATTR_VALUE, x);
    else if (slice_is(name, "rtpmap"))
        map(s, x);
    else if (slice_is(name, "fmtp"))
        parameters(s, x);
    else if (slice_is(name, "candidate"))
        candidate(s, x);
    else if (!slice_is(name, "crypto") && !slice_is(name, "key-mgmt"))
        put(s, MEDIA_ATTR_VALUE, x);
}

static void line(struct sdp *s, char letter, struct slice x)
{
    if (letter == 'm') {
        medium(s, x);
        return;
    }
    if (letter == 'a') {
        if (x.n)
            attribute(s, x);
        return;
    }
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (lines[i].letter != letter)
            continue;
        put(s, letter == 'i' && s->in_medium ? MEDIA_TITLE : lines[i].all, x);
        if (letter == 'c') {
            put(s, CONNECTION_NET, slice_cut(&x, ' '));
            put(s, CONNECTION_FAMILY, slice_cut(&x, ' '));
            address(s, x);
        } else if (lines[i].parts) {
            parts(s, x, lines[i].separator, lines[i].part, lines[i].parts);
        }
    }
}

/* ---- the whole ---- */

static void end_medium(struct sdp *s)
{
    const struct place *to = s->medium.version ? &s->medium : &s->session;

    if (s->port && to->version)
        sn_rtp_expect(s->d, to->version, to->addr, s->port, s->sealed);
    s->port = 0;
}

/* The next line; the last one may have no end. */
static bool next(struct sn_rd *r, struct sn_txt *l)
{
    if (sn_txt_next(r, l))
        return true;
    *l = (struct sn_txt){.p = r->p, .n = sn_rd_left(r)};
    return l->n && !r->cut && sn_rd_skip(r, l->n);
}

static void sdp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in = sn_inside(r, len);
    struct sdp s = {.d = d, .r = &in};
    struct sn_rec *section = NULL;
    struct sn_txt l;

    while (next(&in, &l)) {
        bool valid = l.n > 1 && l.p[1] == '=', known = valid && strchr("vosiuepcbtrzkam", l.p[0]);

        if (!l.n)
            continue;
        if (known && l.p[0] == 'm') {
            end_medium(&s);
            if (section)
                sn_group_end(d, &in, section);
            section = sn_group(d, &in, SECTION, 0);
            s.in_medium = true;
        }
        if (known)
            line(&s, (char)l.p[0], (struct slice){l.p + 2, l.n - 2});
        else
            put(&s, valid ? UNKNOWN : INVALID, (struct slice){l.p, l.n});
    }
    end_medium(&s);
    if (section)
        sn_group_end(d, &in, section);
    sn_stop(r, &in);
}

void sn_sdp_body(struct sn_dis *d, const struct sn_rec *type, const struct sn_rd *r)
{
    if (type && sn_rd_left(r) && slice_begins((struct slice){type->p, type->n}, "application/sdp"))
        sn_next_proto(d, &sn_proto_sdp, r, (uint32_t)sn_rd_left(r));
}

static enum sn_then sdp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), m = {0};

    sn_put_lit(t->b, "SDP");
    while (sn_each(&v, SECTION, &m)) {
        sn_say(t, &m, " {}", MEDIA_KIND);
        sn_say(t, &m, " {}", MEDIA_PORT);
    }
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_sdp = {
    .name = "sdp",
    .title = "Session Description Protocol",
    SN_PROTO_FIELDS(sdp),
    .more = true,
    .dissect = sdp_dissect,
    .text = sdp_text,
};
