/* libsn: everything. Each header is the manual of its part; sn(7) is the overview. */
#ifndef SN_SN_H
#define SN_SN_H

#define SN_VERSION "0.1.0"

#include "sn/arena.h"
#include "sn/bpf.h"
#include "sn/buf.h"
#include "sn/cap.h"
#include "sn/dis.h"
#include "sn/engine.h"
#include "sn/err.h"
#include "sn/files.h"
#include "sn/filter.h"
#include "sn/fmt.h"
#include "sn/io.h"
#include "sn/linktype.h"
#include "sn/look.h"
#include "sn/pcap.h"
#include "sn/rd.h"
#include "sn/run.h"
#include "sn/sandbox.h"
#include "sn/stat.h"
#include "sn/thin.h"
#include "sn/ticket.h"
#include "sn/timeparse.h"
#include "sn/wq.h"

#endif
