/* IEEE 802.11: what its headers, its management frames and what stands in front of them share. */
#ifndef SN_DIS_WLAN_H
#define SN_DIS_WLAN_H

#include "dis/link/eth.h"

extern const struct sn_val sn_wlan_reasons[], sn_wlan_statuses[];

/* The frame behind a header that says how it was received: `fcs`, its last four bytes are the
 * checksum, which isn't printed. */
void sn_wlan_next(struct sn_dis *d, const struct sn_rd *r, uint32_t len, bool fcs);

/* Of a frame's header: its subtype, its flags, and who sent it. */
uint8_t sn_wlan_subtype(const struct sn_view *frame);
uint8_t sn_wlan_flags(const struct sn_view *frame);
const uint8_t *sn_wlan_sender(const struct sn_view *frame);

/* The numbers of the fields of what an encrypted body begins with; wep is for the text. */
struct sn_wlan_wep {
    uint16_t wep, iv, tkip, ccmp, key;
};
void sn_wlan_wep(struct sn_dis *d, struct sn_rd *r, const struct sn_wlan_wep *f);

/* Its text, from the record of sn_wlan_wep's wep. */
void sn_wlan_wep_text(struct sn_text *t, const struct sn_view *v, uint16_t field);

/* Whether the radiotap header in front, if there is one, says that headers are padded. */
bool sn_radiotap_pads(const struct sn_dis *d);

/* A rate in units of 500 kb/s, or 11n's index, without unit: "5.5". */
void sn_wlan_put_rate(struct sn_text *t, uint32_t rate);

#endif
