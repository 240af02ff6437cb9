/* What takes long for every byte and file is done for every so many-th with sanitizers, where each
 * takes ten times as long. */
#ifndef SN_TEST_STEP_H
#define SN_TEST_STEP_H

#ifdef __SANITIZE_ADDRESS__
enum { TEST_STEP = 7 };
#else
enum { TEST_STEP = 1 };
#endif

#endif
