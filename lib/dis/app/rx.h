/* Rx, and what it carries. */
#ifndef DIS_APP_RX_H
#define DIS_APP_RX_H

#include "dis/proto.h"

/* What a layer right inside an Rx layer is told by it. */
struct sn_rx {
    bool reply;
    bool abort;
    uint32_t call;    /* its number */
    uint16_t port;    /* the server's */
    uint16_t service; /* the Rx service */
};

/* Of the Rx layer right outside the current one. */
struct sn_rx sn_rx_of(const struct sn_dis *d);

/* Of the one right outside l. */
struct sn_rx sn_rx_text(const struct sn_text *t, const struct sn_layer *l);

enum { SN_RX_PORT_FIRST = 7000, SN_RX_PORT_LAST = 7009, SN_RX_HDR = 28 };

#endif
