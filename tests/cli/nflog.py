"""Has netfilter log the packets that come in to NFLOG group 5: a table, a chain and a rule of
nf_tables, as the kernel wants them, for where no nft(8) is."""
import socket
import struct

NFT = 10 << 8
number = 0


def attr(kind, value):
    size = 4 + len(value)
    return struct.pack("<HH", size, kind) + value + b"\0" * (-size % 4)


def nest(kind, *attrs):
    return attr(kind | 0x8000, b"".join(attrs))


def message(kind, flags, family, body, res=0):
    global number
    number += 1
    m = struct.pack("<HHII", kind, 1 | flags, number, 0)
    m += struct.pack(">BBH", family, 0, res) + body
    return struct.pack("<I", 4 + len(m)) + m


hook = nest(4, attr(1, struct.pack(">I", 1)), attr(2, struct.pack(">i", 0)))
log = nest(2, attr(1, struct.pack(">H", 5)), attr(2, b"seen\0"))
batch = message(16, 0, 0, b"", 10)
batch += message(NFT | 0, 0x400, 2, attr(1, b"t\0"))
batch += message(NFT | 3, 0x400, 2, attr(1, b"t\0") + attr(3, b"c\0") + hook + attr(7, b"filter\0"))
batch += message(NFT | 6, 0xC00, 2, attr(1, b"t\0") + attr(2, b"c\0") + nest(4, nest(1, attr(1, b"log\0"), log)))
batch += message(17, 0, 0, b"", 10)
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
s.bind((0, 0))
s.send(batch)
s.settimeout(0.2)
try:
    answer = s.recv(65536)
except TimeoutError:
    raise SystemExit(0)  # only errors are answered
raise SystemExit("nf_tables: " + str(struct.unpack("<i", answer[16:20])))
