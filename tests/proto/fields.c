/* Prints the name of every field of every protocol, the protocol, and for numbers their base, for
 * the test that compares them with Wireshark's. Public headers only. */
#include <stdio.h>

#include "sn/dis.h"

int main(void)
{
    for (const struct sn_proto *const *p = sn_protos; *p; p++)
        for (unsigned i = 0; i < (*p)->nfields; i++)
            printf("%s\t%s\t%s\n", (*p)->fields[i].name, (*p)->name,
                   (*p)->fields[i].type > SN_F_INT  ? "-"
                   : (*p)->fields[i].base == SN_HEX ? "hex"
                                                    : "dec");
    return 0;
}
