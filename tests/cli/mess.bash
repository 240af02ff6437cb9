# A connection in which segments are lost, repeated, late, acknowledged again and again; from SEED.
mess() {
    python3 - "$1" "$2" <<'PY'
import random, struct, sys
rnd = random.Random(int(sys.argv[1]))
def packet(src, dst, sport, dport, seq, ack, flags, window, data, options=b""):
    tcp = struct.pack("!HHIIBBHHH", sport, dport, seq & 0xffffffff, ack & 0xffffffff, 80 + 4 * len(options), flags, window, 0, 0)
    body = tcp + options + data
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(body), 1, 0, 64, 6, 0, bytes(src), bytes(dst))
    return ip + body
A, B = (10, 0, 0, 1), (10, 0, 0, 2)
packets, now = [], 0.0
def put(from_a, seq, ack, flags, data=b"", window=500, options=b"", port=40000):
    ends = (A, B, port, 80) if from_a else (B, A, 80, port)
    packets.append([now, packet(*ends, seq, ack, flags, window, data, options)])
for port in (40000, 40001, 40000):
    isn, other = rnd.randrange(2**32), rnd.randrange(2**32)
    ws = bytes((1, 3, 3, rnd.randrange(3)))
    put(True, isn, 0, 2, options=ws, port=port); now += .01
    put(False, other, isn + 1, 18, options=ws, port=port); now += .01
    put(True, isn + 1, other + 1, 16, port=port)
    seq, rcv = isn + 1, other + 1
    for i in range(60):
        now += rnd.choice((.0001, .001, .005, .03, .3))
        n = rnd.choice((1, 10, 100, 250))
        put(True, seq, rcv, 16 | 8 * rnd.randrange(2), bytes(n), port=port)
        seq += n
        if rnd.randrange(3) == 0:
            now += .002
            put(False, rcv, seq, 16, window=rnd.choice((0, 100, 500, 500)), port=port)
        if rnd.randrange(6) == 0:
            for _ in range(rnd.randrange(1, 4)):
                now += .0005
                put(False, rcv, seq - n, 16, port=port)
        if rnd.randrange(9) == 0:
            put(True, seq - 1, rcv, 16, port=port); put(False, rcv, seq, 16, port=port)
    now += .1
    put(True, seq, rcv, 17, port=port); put(False, rcv, seq + 1, 17, port=port)
order = []
for p in packets:
    what = 3 if p[1][33] & 3 else rnd.randrange(12) # SYN and FIN stay
    if what == 0:
        continue
    order.append(p)
    if what == 1:
        order.append(p)
    if what == 2 and len(order) > 2:
        order[-1], order[-2] = order[-2], order[-1]
times = sorted(t for t, _ in order)
with open(sys.argv[2], "wb") as f:
    f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
    for t, (_, b) in zip(times, order):
        us = round((1000 + t) * 1e6)
        f.write(struct.pack("<IIII", us // 1000000, us % 1000000, len(b), len(b)) + b)
PY
}
