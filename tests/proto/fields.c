/* Prints the name of every field of every protocol, and of the protocol, for the test that compares
 * them with Wireshark's. Public headers only. */
#include <stdio.h>

#include "sn/dis.h"

int main(void)
{
    for (const struct sn_proto *const *p = sn_protos; *p; p++)
        for (unsigned i = 0; i < (*p)->nfields; i++)
            printf("%s\t%s\n", (*p)->fields[i].name, (*p)->name);
    return 0;
}
