/*
 * The files of a program that locks itself in (sn/sandbox.h): all are opened before that, inputs
 * are taken one after the other later, and the output is emptied when its first byte is known.
 *
 * An input that is a directory stands for the files in it and in the directories in it, in the
 * order of their first packets; what begins with a dot, and what is no file, is left out.
 *
 * Until it is begun the output is as it was, and a file that is new is removed again when it never
 * comes to that. Errors of opening are told when the file is used.
 */
#ifndef SN_FILES_H
#define SN_FILES_H

#include "sn/index.h"
#include "sn/io.h"
#include "sn/merge.h"
#include "sn/pcap.h"
#include "sn/sort.h"

struct sn_files;

/* Opens n inputs ("-": standard input), and the output (NULL: none; "-": standard output) unless
 * no input could be opened. Raises the process's limit of open files where that takes it. The
 * output's name must outlive the files. SN_ENOMEM. */
SN_API enum sn_err sn_files_open(struct sn_files **out, const char *const *in, size_t n,
                                 const char *output, struct sn_diag *d) SN_MUST;

/* How many inputs there are, directories taken for what is in them; and the name of one, for
 * messages. */
SN_API size_t sn_files_count(const struct sn_files *f);
SN_API const char *sn_files_name(const struct sn_files *f, size_t i);

/* Whether it was found in a directory: it may well be no capture. */
SN_API bool sn_files_found(const struct sn_files *f, size_t i);

/* Looks at the beginnings of all inputs that are regular files and adds them to p, unless that is
 * NULL; and puts those of each directory in order. To be called once, before inputs are taken.
 * What can't be read is told when it is taken. SN_ENOMEM. */
SN_API enum sn_err sn_files_look(struct sn_files *f, struct sn_profile *p,
                                 struct sn_diag *d) SN_MUST;

/* What is known of an input that was looked at: the time of its first packet. False: nothing. */
SN_API bool sn_files_first(const struct sn_files *f, size_t i, int64_t *ts);

/* As sn_src_skip_damage, for all inputs. */
SN_API void sn_files_skip_damage(struct sn_files *f,
                                 void (*fn)(void *ctx, const char *name, uint64_t at, uint64_t n),
                                 void *ctx);

/* Opens the indexes (sn/index.h) of the inputs that have one: FILE.sni beside FILE. To be called
 * before the program is locked in. */
SN_API void sn_files_indexes(struct sn_files *f);

/* From now on, inputs with an index leave out what q doesn't want. `ordered`: packets in the wrong
 * order are looked for, and an input that has some is read whole. An index that isn't to be
 * trusted is told (NULL: not) and not used. To be called after sn_files_look, before the inputs
 * are merged or taken. SN_ENOMEM. */
SN_API enum sn_err sn_files_narrow(struct sn_files *f, struct sn_query *q, bool ordered,
                                   void (*warn)(void *ctx, const char *index,
                                                const struct sn_diag *d),
                                   void *ctx, struct sn_skipped *sum, struct sn_diag *d) SN_MUST;

/* Makes one input of all (sn/merge.h), after sn_files_look with p. */
SN_API enum sn_err sn_files_merge(struct sn_files *f, struct sn_profile *p,
                                  const struct sn_merge_events *events, struct sn_diag *d) SN_MUST;

/* Puts the one input that sn_files_merge made in the order of time (sn/sort.h). */
SN_API enum sn_err sn_files_sort(struct sn_files *f, const struct sn_sort_opts *o,
                                 struct sn_diag *d) SN_MUST;

/*
 * Following, as tail -F does: the last input given, when it has been read to its end, is waited at
 * for more. A file is read on as it grows, and again from its beginning when it was made shorter or
 * another one has its name; one that isn't there yet is waited for. Of a directory the file whose
 * first packet is the latest is read on as it grows, until a file is there that begins later: that
 * is next (those that `sncap -C`, `-G` and `-W` write follow each other so). Growth is told by
 * inotify, and looked for a few times a second where the system can't tell.
 */
struct sn_files_follow {
    bool (*stop)(void *ctx); /* whether to wait no longer; asked a few times a second */
    void (*say)(void *ctx, const char *name, const char *what); /* what happened to a file */
    void *ctx;
};

/* To be called before the program is locked in, and before sn_files_look. SN_EUSAGE when the last
 * input is standard input, or the output lies in the directory that is followed. */
SN_API enum sn_err sn_files_follow(struct sn_files *f, const struct sn_files_follow *o,
                                   struct sn_diag *d) SN_MUST;

/* Whether a directory, open, is followed: what is written there would be read at once. */
SN_API bool sn_files_follows(const struct sn_files *f, int dir);

/* The directories that files are opened in later, for the sandbox. */
SN_API const int *sn_files_followed(const struct sn_files *f, unsigned *n);

/* Whether there is an input i; when the last one is followed, it is waited for. */
SN_API bool sn_files_more(struct sn_files *f, size_t i);

/* Whether a file is one of the inputs. */
SN_API bool sn_files_read(const struct sn_files *f, int fd);

/* The directory that a new output is in, opened with O_PATH, for the sandbox to let it be removed;
 * -1: there is none. */
SN_API int sn_files_dir(const struct sn_files *f);

/* The descriptor whose reader is to be watched (sn/run.h): the output's, until it is closed, or
 * standard output; -1: none. */
SN_API int sn_files_watched(const struct sn_files *f);

/* The source of input i, the caller's from here on. Once for each. What is watched, it watches
 * (sn_src_watch). */
SN_API enum sn_err sn_files_take(struct sn_files *f, size_t i, struct sn_src **src,
                                 struct sn_diag *d) SN_MUST;

/* The output, emptied. */
SN_API enum sn_err sn_files_begin(struct sn_files *f, struct sn_sink **sink,
                                  struct sn_diag *d) SN_MUST;

/* The output's index (sn/index.h), FILE.sni beside FILE. To be called before the program is locked
 * in; an older index is emptied. SN_EUSAGE when the output is no regular file. */
SN_API enum sn_err sn_files_index_output(struct sn_files *f, struct sn_diag *d) SN_MUST;

/* Once the output was written and closed: reads it again and writes its index. stop as in
 * sn_index_capture. */
SN_API enum sn_err sn_files_write_index(struct sn_files *f, bool (*stop)(void),
                                        struct sn_diag *d) SN_MUST;

/* Closes what was not used, and removes an output that is new and was not begun. NULL is allowed.
 */
SN_API void sn_files_close(struct sn_files *f);

#endif
