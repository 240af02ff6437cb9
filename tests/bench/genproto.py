#!/usr/bin/env python3
"""A capture of many protocols: the Ethernet packets of tests/proto/*.txt, a few of each file, round
after round, which are real enough for dissectors and none of them is rare.

usage: genproto.py PACKETS > FILE
"""
import glob
import os
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "../proto"))
import protofile as pf

OF_EACH = 12  # so that a protocol with hundreds of packets doesn't outweigh the others


def packets():
    for path in sorted(glob.glob(os.path.join(HERE, "../proto/*.txt"))):
        mine = [p for p in pf.File(path).packets if p.link == 1 and p.wire() == len(p.bytes)]
        yield from mine[:: max(1, len(mine) // OF_EACH)][:OF_EACH]


def main():
    count, some = int(sys.argv[1]), list(packets())
    out = sys.stdout.buffer
    out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
    for i in range(count):
        data = some[i % len(some)].bytes
        out.write(struct.pack("<IIII", 1700000000 + i // 10000, i % 10000 * 100, len(data), len(data)) + data)


main()
