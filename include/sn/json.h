/*
 * The JSON writer: objects, arrays, keys and values into a text buffer, commas by themselves.
 *
 *     struct sn_json j = sn_json_into(&b);
 *
 *     sn_json_object(&j);
 *     sn_json_key(&j, "packets");
 *     sn_json_u64(&j, 17);
 *     sn_json_object_end(&j);
 *
 * There is no white space, and no newline but sn_json_newline()'s, which ends a document; the next
 * may follow. A value that isn't one of the types below is written by the caller, between
 * sn_json_raw() and the next call, or as a string that needs no escapes between sn_json_quote() and
 * sn_json_unquote().
 *
 * Errors stick in the buffer. Unless compiled with NDEBUG, a call that makes no JSON (a value in an
 * object without a key, a key in an array, an end of what isn't open, more than 256 levels) sets
 * its err to SN_EUSAGE. The writer owns nothing and is free to copy between documents.
 */
#ifndef SN_JSON_H
#define SN_JSON_H

#include "sn/buf.h"

#define SN_JSON_DEPTH 256

struct sn_json {
    struct sn_buf *b;
    uint64_t arrays[SN_JSON_DEPTH / 64]; /* a bit for each open container: it is an array */
    uint32_t depth;                      /* containers open */
    bool object;                         /* the innermost is an object */
    bool more;  /* the innermost has something already: a comma comes first */
    bool keyed; /* a key was written, its value comes next */
};

static inline struct sn_json sn_json_into(struct sn_buf *b)
{
    return (struct sn_json){.b = b};
}

static inline void sn_json_check(struct sn_json *j, bool ok)
{
#ifndef NDEBUG
    if (__builtin_expect(!ok, 0))
        j->b->err = SN_EUSAGE;
#else
    (void)j;
    (void)ok;
#endif
}

/* Whether the innermost open container is an object. */
static inline bool sn_json_in_object(const struct sn_json *j)
{
    return j->object;
}

/* What comes in front of a value; the caller appends the value, which must be JSON. */
static inline void sn_json_raw(struct sn_json *j)
{
    sn_json_check(j, j->keyed || !sn_json_in_object(j));
    if (!j->keyed && j->more)
        sn_put_c(j->b, ',');
    j->keyed = false;
    j->more = true;
}

/* Copies a key: two overlapping moves for most, of which the shorter ones take four bytes.
 * Compilers make `rep movs` of a memcpy of unknown size, which takes longer to begin than a key to
 * copy. */
static inline void sn_json_copy(char *o, const char *s, size_t n)
{
    if (n > 32) {
        memcpy(o, s, n);
    } else if (n >= 16) {
        memcpy(o, s, 16);
        memcpy(o + n - 16, s + n - 16, 16);
    } else if (n >= 8) {
        memcpy(o, s, 8);
        memcpy(o + n - 8, s + n - 8, 8);
    } else if (n >= 4) {
        memcpy(o, s, 4);
        memcpy(o + n - 4, s + n - 4, 4);
    } else {
        for (size_t i = 0; i < n; i++)
            o[i] = s[i];
    }
}

#define SN_JSON_KEY_ROOM 4 /* what a key takes besides its bytes: ,"": */

/* Stores a key whose n bytes need no escapes, one of ours, at o, where there is room for it, behind
 * a comma when there is more in front of it; returns where the value goes. */
static inline char *sn_json_put_key(char *o, const char *key, size_t n, bool more)
{
    *o = ',';
    o += more;
    *o++ = '"';
    sn_json_copy(o, key, n);
    o += n;
    *o++ = '"';
    *o++ = ':';
    return o;
}

/* Such a key in an object; the caller appends the value, which must be JSON. */
static inline void sn_json_key_raw(struct sn_json *j, const char *key, size_t n)
{
    sn_json_check(j, sn_json_in_object(j) && !j->keyed);
    if (!sn_buf_room(j->b, n + SN_JSON_KEY_ROOM))
        return;
    j->b->p = sn_json_put_key(j->b->p, key, n, j->more);
    j->more = true;
}

/* The same; the value comes by the next call. */
static inline void sn_json_key_n(struct sn_json *j, const char *key, size_t n)
{
    sn_json_key_raw(j, key, n);
    j->keyed = true;
}

static inline void sn_json_key(struct sn_json *j, const char *key)
{
    sn_json_key_n(j, key, strlen(key));
}

/* A key of any bytes, escaped. */
SN_API void sn_json_key_any(struct sn_json *j, const void *key, size_t n);

/* The word of bits that holds container i's. */
static inline uint64_t *sn_json_word(struct sn_json *j, uint32_t i)
{
    return &j->arrays[i / 64 % (SN_JSON_DEPTH / 64)];
}

static inline void sn_json_open(struct sn_json *j, bool array)
{
    sn_json_raw(j);
    sn_json_check(j, j->depth < SN_JSON_DEPTH);
    sn_put_c(j->b, array ? '[' : '{');
    *sn_json_word(j, j->depth) &= ~((uint64_t)1 << j->depth % 64);
    *sn_json_word(j, j->depth) |= (uint64_t)array << j->depth % 64;
    j->depth++;
    j->object = !array;
    j->more = false;
}

static inline void sn_json_close(struct sn_json *j, bool array)
{
    uint32_t around = j->depth - 2;

    sn_json_check(j, j->depth && j->object != array && !j->keyed);
    sn_put_c(j->b, array ? ']' : '}');
    j->object = j->depth > 1 && !(*sn_json_word(j, around) >> around % 64 & 1);
    j->depth -= j->depth > 0;
    j->more = true;
}

static inline void sn_json_object(struct sn_json *j)
{
    sn_json_open(j, false);
}

static inline void sn_json_object_end(struct sn_json *j)
{
    sn_json_close(j, false);
}

static inline void sn_json_array(struct sn_json *j)
{
    sn_json_open(j, true);
}

static inline void sn_json_array_end(struct sn_json *j)
{
    sn_json_close(j, true);
}

static inline void sn_json_newline(struct sn_json *j)
{
    sn_json_check(j, j->depth == 0);
    sn_put_c(j->b, '\n');
    j->more = false;
}

static inline void sn_json_u64(struct sn_json *j, uint64_t v)
{
    sn_json_raw(j);
    sn_put_u64(j->b, v);
}

static inline void sn_json_i64(struct sn_json *j, int64_t v)
{
    sn_json_raw(j);
    sn_put_i64(j->b, v);
}

static inline void sn_json_bool(struct sn_json *j, bool v)
{
    sn_json_raw(j);
    sn_put_s(j->b, v ? "true" : "false");
}

static inline void sn_json_null(struct sn_json *j)
{
    sn_json_raw(j);
    sn_put_lit(j->b, "null");
}

/* n bytes from outside, escaped as sn_put_json_str() does. */
static inline void sn_json_str_n(struct sn_json *j, const void *s, size_t n)
{
    sn_json_raw(j);
    sn_put_json_str(j->b, s, n);
}

static inline void sn_json_str(struct sn_json *j, const char *s)
{
    sn_json_str_n(j, s, strlen(s));
}

/* A string whose text the caller appends, and which needs no escapes: addresses, times. */
static inline void sn_json_quote(struct sn_json *j)
{
    sn_json_raw(j);
    sn_put_c(j->b, '"');
}

static inline void sn_json_unquote(struct sn_json *j)
{
    sn_put_c(j->b, '"');
}

/* A number with so many digits behind the point; null when it is infinite or none. */
SN_API void sn_json_double(struct sn_json *j, double v, unsigned digits);

/* Nanoseconds as seconds with nine digits behind the point, exact. */
SN_API void sn_json_seconds(struct sn_json *j, int64_t ns);

#endif
