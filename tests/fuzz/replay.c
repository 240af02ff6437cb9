/*
 * Replays files and folders through a fuzz target, with every prefix of short ones. With --reach in
 * front only as they are, and then it's a failure when they don't reach all that they should.
 */
#include <dirent.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../unit/step.h"
#include "fuzz.h"

static void replay(const char *path, bool prefixes)
{
    FILE *f = fopen(path, "rb");
    uint8_t *p;
    long n;

    if (!f || fseek(f, 0, SEEK_END) != 0 || (n = ftell(f)) < 0) {
        perror(path);
        exit(1);
    }
    rewind(f);
    p = malloc((size_t)n + 1);
    if (!p || fread(p, 1, (size_t)n, f) != (size_t)n) {
        perror(path);
        exit(1);
    }
    fclose(f);
    LLVMFuzzerTestOneInput(p, (size_t)n);
    for (long i = 0; prefixes && i < n && n <= 2048; i += TEST_STEP) {
        uint8_t *cut = malloc((size_t)i + !i); /* exactly i bytes, so that sanitizers see the end */

        if (!cut)
            exit(1);
        memcpy(cut, p, (size_t)i);
        LLVMFuzzerTestOneInput(cut, (size_t)i);
        free(cut);
    }
    free(p);
}

int main(int argc, char **argv)
{
    bool reach = argc > 1 && strcmp(argv[1], "--reach") == 0 && fuzz_unreached;
    int n = 0;

    /* Else half of the time goes to giving the same memory back and asking for it again. */
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    for (int i = 1 + reach; i < argc; i++) {
        struct stat st;
        struct dirent **names;
        int k;

        if (stat(argv[i], &st) != 0) {
            perror(argv[i]);
            return 1;
        }
        if (!S_ISDIR(st.st_mode)) {
            replay(argv[i], !reach);
            n++;
            continue;
        }
        k = scandir(argv[i], &names, NULL, alphasort);
        for (int j = 0; j < k; j++) {
            char path[4096];

            if (names[j]->d_name[0] != '.') {
                snprintf(path, sizeof path, "%s/%s", argv[i], names[j]->d_name);
                replay(path, !reach);
                n++;
            }
            free(names[j]);
        }
        free(names);
    }
    printf("%s replayed %d inputs\n", n ? "ok" : "not ok", n);
    return n == 0 || (reach && fuzz_unreached() > 0);
}
