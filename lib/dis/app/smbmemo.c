/*
 * SMB 2: what messages say once and later ones mean. Which share a tree is, is said when it is
 * connected: its name by the client, its kind and the tree's number by the server. Who a session
 * belongs to is said by the client when it logs in. Later messages have the numbers alone.
 */
#include "base/mix.h"
#include "dis/app/ntlm.h"
#include "dis/app/smb.h"

/* Keys of values behind that of a list, and of what they are about. */
enum { TYPE_BEHIND = SN_MEMO_LIST + 1, FRAME_BEHIND };
enum { OF_TREE, OF_REQUEST, OF_SESSION, OF_ANSWER };
enum { NAMES = 3, WORD = sizeof(uint64_t) };

static uint64_t key_of(uint64_t session, unsigned of, uint64_t number)
{
    return sn_mix(sn_mix(session ^ SN_MIX0, SN_MIX1 ^ of), number ^ SN_MIX0);
}

static uint64_t tree_key(const struct sn_dis *d)
{
    return key_of(sn_u(d, SESSION), OF_TREE, sn_u(d, TREE_ID));
}

static uint64_t request_key(const struct sn_dis *d, unsigned of)
{
    return key_of(sn_u(d, SESSION), of, sn_u(d, ID));
}

static uint64_t session_key(uint64_t session)
{
    return key_of(session, OF_SESSION, 0);
}

/* The packet, which later ones of the session or the tree will name. */
static void leave_frame(struct sn_dis *d, uint64_t key)
{
    if (d->want & SN_WANT_DERIVED)
        sn_remember_frame(d, SN_MEMO_SMB, key + FRAME_BEHIND);
}

static void frame(struct sn_dis *d, unsigned field, uint64_t key)
{
    uint64_t number;

    if (d->want & SN_WANT_DERIVED && sn_recall(d, SN_MEMO_SMB, key + FRAME_BEHIND, 0, &number))
        sn_made(d, field, number);
}

/* ---- trees ---- */

void sn_smb2_connecting(struct sn_dis *d)
{
    const struct sn_rec *q = sn_rec_of(d, TREE);
    uint32_t n = q ? (q->n + WORD - 1) / WORD : 0;
    uint64_t *word = n && n <= SN_MEMO_LIST ? sn_arena_zalloc(&d->arena, n, sizeof *word) : NULL;

    if (!word)
        return;
    memcpy(word, q->p, q->n);
    sn_remember_list(d, SN_MEMO_SMB, request_key(d, OF_REQUEST), word, n);
}

void sn_smb2_connected(struct sn_dis *d)
{
    uint64_t key = tree_key(d);

    sn_remember_list_as(d, SN_MEMO_SMB, key, request_key(d, OF_REQUEST));
    sn_remember(d, SN_MEMO_SMB, key + TYPE_BEHIND, sn_u(d, SHARE));
    leave_frame(d, key);
}

void sn_smb2_tree(struct sn_dis *d)
{
    uint64_t key = tree_key(d), type;
    uint32_t n;
    const uint64_t *word = sn_recall_list(d, SN_MEMO_SMB, key, &n);

    if (word)
        sn_rec_str(d, TREE, word, strnlen((const char *)word, n * sizeof *word));
    if (sn_recall(d, SN_MEMO_SMB, key + TYPE_BEHIND, 0, &type))
        sn_made(d, SHARE, type);
    frame(d, TCON_FRAME, key);
}

/* ---- sessions ---- */

/* A string with a zero behind it, at `at` of a list with room for n words; where the next one may
 * stand. */
static size_t put(uint64_t *word, size_t at, uint32_t n, const struct sn_rec *q)
{
    size_t room = n * sizeof *word - at, len = q && !(q->flags & SN_REC_MADE) ? q->n : 0;

    if (len >= room)
        len = room ? room - 1 : 0;
    if (len)
        memcpy((uint8_t *)word + at, q->p, len);
    return at + len + (room != 0);
}

void sn_smb2_login(struct sn_dis *d, const struct sn_rec *user, const struct sn_rec *domain,
                   const struct sn_rec *host)
{
    const struct sn_rec *session = sn_rec_near(d, &sn_proto_smb2, SESSION);
    uint64_t *word = session && session->u && user && !(user->flags & SN_REC_MADE)
                         ? sn_arena_zalloc(&d->arena, SN_MEMO_LIST, sizeof *word)
                         : NULL;
    size_t at;

    if (!word)
        return;
    at = put(word, 0, SN_MEMO_LIST, user);
    at = put(word, at, SN_MEMO_LIST, domain);
    at = put(word, at, SN_MEMO_LIST, host);
    sn_remember_list(d, SN_MEMO_SMB, session_key(session->u), word,
                     (uint32_t)((at + WORD - 1) / WORD));
    leave_frame(d, session_key(session->u));
}

void sn_smb2_authenticated(struct sn_dis *d)
{
    leave_frame(d, session_key(sn_u(d, SESSION)));
}

void sn_smb2_session(struct sn_dis *d)
{
    static const unsigned fields[NAMES] = {ACCT, DOMAIN, HOST};
    uint64_t key = session_key(sn_u(d, SESSION));
    uint32_t n;
    const uint64_t *word = sn_recall_list(d, SN_MEMO_SMB, key, &n);
    const char *p = (const char *)word, *end = word ? p + n * sizeof *word : p;

    for (unsigned i = 0; i < NAMES && p < end; i++) {
        size_t len = strnlen(p, (size_t)(end - p));

        if (len) /* a host need not say its name */
            sn_rec_str(d, fields[i], p, len);
        p += len + 1;
    }
    frame(d, AUTH_FRAME, key);
}

/* ---- requests ---- */

void sn_smb2_asks(struct sn_dis *d, uint32_t kind)
{
    sn_remember(d, SN_MEMO_SMB, request_key(d, OF_ANSWER), kind);
}

uint32_t sn_smb2_asked(struct sn_dis *d)
{
    uint64_t kind;

    return sn_recall(d, SN_MEMO_SMB, request_key(d, OF_ANSWER), 0, &kind) ? (uint32_t)kind : 0;
}
