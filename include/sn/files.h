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

#include "sn/io.h"
#include "sn/merge.h"
#include "sn/pcap.h"

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

/* Makes one input of all (sn/merge.h), after sn_files_look with p. */
SN_API enum sn_err sn_files_merge(struct sn_files *f, struct sn_profile *p,
                                  const struct sn_merge_events *events, struct sn_diag *d) SN_MUST;

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

/* Closes what was not used, and removes an output that is new and was not begun. NULL is allowed.
 */
SN_API void sn_files_close(struct sn_files *f);

#endif
