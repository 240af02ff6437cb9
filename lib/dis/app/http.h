/* HTTP/1's parts: heads (http.c) and the names of status codes (httpcode.c). */
#ifndef SN_DIS_HTTP_H
#define SN_DIS_HTTP_H

#include "dis/proto.h"

extern const struct sn_val sn_http_codes[];

#endif
