"""A protocol's packets as a text file: read, written, and made into captures.

A file is made of lines. What begins in column 1 says what follows; what is indented by four blanks
is hex or output; a line that begins with # is a comment, as is what follows a # in hex:

    layers: arp                 the layers whose JSON is shown; without it all
    needs: nghttp2              a library that `sndump --version` must name
    link: LINUX_SLL             the link type of the packets that name none; without it EN10MB

    == who-has                  a packet and its title
    link: 101                   its link type, by tcpdump's name or by number
    length: 1500                bytes on the wire; without it those that stand here
    tcpdump: prints no name     why tcpdump prints something else: the two are not compared
        ffffffffffff 020000000001 0806      # hex digits, in groups as one likes
        0001 "text\\r\\n" 00*12               # characters, and a byte 12 times
    -n:                         what sndump -n prints of it, without the time
        ARP, Request who-has …
    -v, -vv:                    both print this
        …
    --json:                     the protocols, then each layer
        eth:arp
        arp {"arp.hw.type": 1, …}

A packet without any output gets that of -n, -v and --json when the file is updated. All packets of
a file are one capture, in their order, so that a connection may span several of them.
"""
import json
import re
import struct

LINKS = {"NULL": 0, "EN10MB": 1, "PPP": 9, "PPP_SERIAL": 50, "RAW": 101, "C_HDLC": 104, "IEEE802_11": 105, "IEEE802_11_RADIO": 127, "PPI": 192, "LOOP": 108, 
         "ENC": 109, "LINUX_SLL": 113, "PFLOG": 117, "IPNET": 226, "NFLOG": 239,         "SYMANTEC_FIREWALL": 99, "IP_OVER_FC": 122,
         "APPLE_IP_OVER_IEEE1394": 138, "BLUETOOTH_HCI_H4_WITH_PHDR": 201, "IPOIB": 242,
         "VSOCK": 271, "LINUX_SLL2": 276, "DSA_TAG_BRCM": 281,
         "FRELAY": 107, "MFR": 182, "SLIP": 8, "SLIP_BSDOS": 102, "PPP_BSDOS": 103, "SUNATM": 123,
         "ATM_RFC1483": 100, "ATM_CLIP": 106, "IEEE802": 6, "ARCNET": 7, "ARCNET_LINUX": 129, "HDLC": 112,
         "NETANALYZER": 240, "NETANALYZER_TRANSPARENT": 241,
         "JUNIPER_MLPPP": 130, "JUNIPER_MLFR": 131, "JUNIPER_ES": 132, "JUNIPER_GGSN": 133,
         "JUNIPER_MFR": 134, "JUNIPER_ATM2": 135, "JUNIPER_SERVICES": 136, "JUNIPER_ATM1": 137,
         "JUNIPER_MONITOR": 164, "JUNIPER_PPPOE": 167, "JUNIPER_PPPOE_ATM": 168,
         "JUNIPER_ETHER": 178, "JUNIPER_PPP": 179, "JUNIPER_FRELAY": 180, "JUNIPER_CHDLC": 181,
         "DSA_TAG_BRCM_PREPEND": 282, "DSA_TAG_DSA": 284, "DSA_TAG_EDSA": 285}
DEFAULT = ("-n", "-v", "--json")
EPOCH = 1700000000
WIDTH = 100
# Bytes in front of the packets of these link types that are not counted as the frame's.
PSEUDO = {123: 4, 201: 4, 204: 1, 254: 4}


class Bad(Exception):
    """What is wrong with a file; the line is in front."""


class Packet:
    def __init__(self, title, line):
        self.title, self.line = title, line
        self.head = []  # lines up to the first output, as they are
        self.bytes = b""
        self.link = self.length = self.tcpdump = None
        self.out = []  # (options, lines)

    def wire(self):
        return len(self.bytes) if self.length is None else self.length


class File:
    def __init__(self, path):
        self.path, self.head, self.packets, self.layers, self.link = path, [], [], None, 1
        self.needs = None
        with open(path, encoding="utf-8") as f:
            self.parse(f.read().split("\n"))

    def parse(self, lines):
        packet = out = None
        for n, line in enumerate(lines, 1):
            try:
                if line.startswith("== "):
                    packet, out = Packet(line[3:], n), None
                    self.packets.append(packet)
                elif out is not None and (line.startswith("    ") or not line.strip()):
                    out.append(line[4:])
                elif packet and re.match(r"-.*:$", line):
                    out = []
                    packet.out.append((line[:-1].split(", "), out))
                elif packet and out is None:
                    packet.head.append(line)
                    self.packet_line(packet, line)
                elif packet and line.strip():
                    raise Bad("what is this, behind the packet's output?")
                elif not packet:
                    self.head.append(line)
                    self.file_line(line)
            except (Bad, ValueError) as e:
                raise Bad(f"{self.path}:{n}: {e}") from e
        for p in self.packets:
            p.link = self.link if p.link is None else p.link
            for _, out in p.out:
                while out and not out[-1]:
                    out.pop()
            if not p.bytes or p.wire() < len(p.bytes):
                raise Bad(f"{self.path}:{p.line}: no bytes, or more than on the wire")

    def file_line(self, line):
        key, _, value = line.partition(": ")
        if key == "link":
            self.link = link_of(value)
        elif key == "layers":
            self.layers = value.split()
        elif key == "needs":
            self.needs = value.strip()
        elif line.strip() and not line.startswith("#"):
            raise Bad(f"'{line}' is neither link:, layers: nor needs:, nor a comment")

    @staticmethod
    def packet_line(p, line):
        key, _, value = line.partition(": ")
        if line.startswith("    "):
            p.bytes += bytes_of(line)
        elif key == "link":
            p.link = link_of(value)
        elif key == "length":
            p.length = int(value)
        elif key == "tcpdump":
            p.tcpdump = value
        elif line.strip() and not line.startswith("#"):
            raise Bad(f"'{line}' is neither link:, length:, tcpdump:, hex nor a comment")

    def text(self):
        lines = strip_end(self.head)
        for p in self.packets:
            lines += ["", "== " + p.title] + strip_end(p.head)
            for options, out in p.out:
                lines += [", ".join(options) + ":"] + [("    " + s) if s else "" for s in out]
        return "\n".join(lines) + "\n"

    def options(self):
        """Every set of options that a packet has output of, in order of appearance."""
        return list(dict.fromkeys(o for p in self.packets for s, _ in p.out for o in s))


def strip_end(lines):
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return list(lines)


def link_of(word):
    if word in LINKS:
        return LINKS[word]
    if word.isdigit():
        return int(word)
    raise Bad(f"'{word}' is neither a number nor one of {' '.join(LINKS)}")


ESCAPES = {"r": "\r", "n": "\n", "t": "\t", "0": "\0", "\\": "\\", '"': '"'}


def bytes_of(line):
    out, rest = b"", line
    while rest := rest.lstrip():
        if rest[0] == "#":
            break
        if m := re.match(r'"((?:[^"\\]|\\.)*)"', rest):
            out += re.sub(r"\\(.)", lambda e: ESCAPES[e[1]], m[1]).encode("latin-1")
        elif m := re.match(r"([0-9a-fA-F]{2})\*(\d+)\b", rest):
            out += bytes.fromhex(m[1]) * int(m[2])
        elif m := re.match(r"(?:[0-9a-fA-F]{2})+(?=\s|#|$)", rest):
            out += bytes.fromhex(m[0])
        else:
            raise Bad(f"no hex: '{rest}'")
        rest = rest[m.end():]
    return out


# ---- captures ----


def capture(link, records):
    """A pcap file of (bytes, length on the wire); the packet with index i is of second EPOCH + i."""
    out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, link)]
    for i, (data, length) in enumerate(records):
        out += [struct.pack("<IIII", EPOCH + i, 0, len(data), length), data]
    return b"".join(out)


def split_output(text, count):
    """What -tt printed of such a capture, packet by packet, without the time."""
    out, i = [], -1
    for line in text.split("\n")[:-1]:
        stamp = f"{EPOCH + i + 1}.000000 "
        if line.startswith(stamp):
            i += 1
            out.append([line[len(stamp):]])
        elif i < 0:
            raise Bad(f"output begins without a time: '{line}'")
        else:
            out[i].append(line)
    if len(out) != count:
        raise Bad(f"{count} packets, but output of {len(out)}")
    for lines in out:
        while lines and not lines[-1]:
            lines.pop()
    return out


# ---- JSON ----


def members(o, name):
    """The values of all members of that name, however deep, without the groups around them."""
    if isinstance(o, list):
        return [v for e in o for v in members(e, name)]
    if not isinstance(o, dict):
        return []
    return [v for k, e in o.items() for v in ([e] if k == name else members(e, name))]


def names(o):
    if isinstance(o, list):
        return set().union(*map(names, o)) if o else set()
    return set(o).union(*map(names, o.values())) if isinstance(o, dict) else set()


def no_key_twice(pairs):
    keys = [k for k, _ in pairs]
    if len(keys) != len(set(keys)):
        raise Bad(f"a key twice: {keys}")
    return dict(pairs)


def render_json(line, number, packet, layers):
    """The lines that show the JSON object of a packet; checks what the frame says."""
    o = json.loads(line, object_pairs_hook=no_key_twice)
    f = o["frame"]
    ahead = PSEUDO.get(packet.link, 0)
    want = [number, max(len(packet.bytes) - ahead, 0), max(packet.wire() - ahead, 0)]
    if [f["frame.number"], f["frame.cap_len"], f["frame.len"]] != want:
        raise Bad(f"frame number, caplen and length are not {want}")
    names = f["frame.protocols"].split(":")
    if missing := [n for n in names if n not in o]:
        raise Bad(f"frame.protocols names {missing}, which are not there")
    out = [f["frame.protocols"]]
    for name, layer in o.items():
        if name != "frame" and (layers is None or name in layers):
            out += fill([name + " "] + chunks(layer))
    return out


def chunks(v, end=""):
    """A value as pieces between which a line may break."""
    if isinstance(v, dict):
        items = [(json.dumps(k, ensure_ascii=False) + ": ", w) for k, w in v.items()]
        brackets = "{}"
    elif isinstance(v, list):
        items, brackets = [("", w) for w in v], "[]"
    else:
        return [json.dumps(v, ensure_ascii=False) + end]
    out = [brackets[0]]
    for i, (key, w) in enumerate(items):
        first, *rest = chunks(w, ", " if i < len(items) - 1 else "")
        if i:
            out.append(key + first)
        else:
            out[0] += key + first
        out += rest
    out[-1] += brackets[1] + end
    return out


def fill(pieces):
    lines, line = [], ""
    for p in pieces:
        if line and len(line) + len(p.rstrip()) > WIDTH - 4:
            lines.append(line.rstrip())
            line = "    "
        line += p
    return lines + [line.rstrip()]
