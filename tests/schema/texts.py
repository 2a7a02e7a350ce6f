"""Texts that are almost right, at every place of a manifest that has a rule for them: made from some
that are by small changes, always the same ones.
"""

import random

TARGET = "iqn.2003-01.org.example:a"
LETTERS = "aZ09-._:/ [](),%*?+<>|@\n\té"
WORDS = ["..", "::", "::ffff:1:2", "default", "tcp", "pvmove", "snapshot", "_tdata", "iqn.", "EUI.",
         "naa.", "<empty>", "65535", "65536", "256", "255", "10.0.0.1", ":3260", ",1", "%eth0", "none",
         "[01-15]", "[5-4]", "node.", "Yes", "-1", "0x10", "1.0"]


def target_with(**keys):
    return {"targets": {TARGET: {"portals": ["a"], **keys}}}


def interface_with(**keys):
    return {"interfaces": {"storage-a": keys}}


def group_with(**keys):
    return {"volume_groups": {"v": keys}}


# place: (the document with the text there, texts to begin with, what the schema does not say)
PLACES = {
    "target": (lambda text: {"targets": {text: {"ensure": "absent"}}},
               [TARGET, "IQN.1992-08.com.net-app", "eui.02004567A425678D",
                "naa.52004567BA64678D", "naa.62004567BA64678D0123456789ABCDEF",
                "iqn.2003-01.org.example:" + "a" * 199], None),
    "match": (lambda text: {"unmanaged": {"mode": "report", "match": text}},
              ["*", "iqn.*", "i?n.2003-01.*:a", "naa.5*", "Eu*", "iq", "iqn." + "*" * 219], None),
    "volume group": (lambda text: {"volume_groups": {text: {}}},
                     ["xenGuests", "a+b_c.d-e", "...", "v" * 127], None),
    "logical volume": (lambda text: group_with(logical_volumes={text: "active"}),
                       ["noc1", "a+b_c.d-e", "lvol0", "a_tdat", "pvmov", "v" * 124],
                       "the length of both names"),
    "uuid": (lambda text: group_with(uuid=text), ["Ab12Cd-Ef34-Gh56-Ij78-Kl90-Mn12-Op34Qr"], None),
    "portal": (lambda text: target_with(portals=[text]),
               ["10.5.88.21", "10.5.88.21:3260,1", "[2001:db8::1]:3260", "[fe80::1%eth0]", "[::]",
                "[1:2:3:4:5:6:7:8],0", "san1", "san2.example.net:65535,65535", "a.1b", "A-1.b",
                "x" * 63 + ".a", "[::ffff:1:2]"], "IPv6 addresses that carry an IPv4 one"),
    "iface": (lambda text: target_with(portals=[{"address": "a", "iface": text}]),
              ["storage-a", "tcp", "iser", "0.a_b:c-d", "i" * 64], None),
    "interface": (lambda text: {"interfaces": {text: {"net": "eth0"}}},
                  ["storage-a", "0.a_b:c-d", "tcp.00:16:3e:00:00:02.ipv4.0", "i" * 64], None),
    "net": (lambda text: interface_with(net=text), ["eth0", "vlan.10", "a~!", "e" * 15], None),
    "hwaddress": (lambda text: interface_with(hwaddress=text), ["00:16:3e:12:34:5F"], None),
    "initiator": (lambda text: interface_with(initiator=text),
                  [TARGET, "iqn.1993-08.org.debian:01:x"], None),
    "user": (lambda text: target_with(auth={"user": text, "password_file": "/a"}),
             ["xen01", "a b", "<empty", "u" * 255, "u" * 254 + "é"], "the length in bytes"),
    "password_file": (lambda text: target_with(auth={"user": "a", "password_file": text}),
                      ["/etc/converge/netapp.chap", "/a b", "//a"], None),
    "password_credential": (lambda text: target_with(auth={"user": "a", "password_credential": text}),
                            ["netapp", "a.b c", "c" * 255, "c" * 254 + "é"],
                            "the length in bytes"),
    "chap_algs": (lambda text: target_with(auth={"user": "a", "password_file": "/a",
                                                 "chap_algs": text}),
                  ["MD5", "SHA3-256,SHA256,SHA1,MD5"], "an algorithm that is named twice"),
    "host": (lambda text: {"hosts": [text]},
             ["xen[01-15]", "*.example.net", "db?", "XEN_1", "h" * 255], "the numbers of ranges"),
    "host of a fleet": (lambda text: {"fleet": [text]},
                        ["xen[01-15]", "db1.example.net", "XEN_1", "h" * 255],
                        "the numbers of ranges"),
    "setting": (lambda text: target_with(settings={text: 1}),
                ["node.session.queue_depth", "node.conn[0].timeo.login_timeout"], None),
    "number": (lambda text: target_with(settings={"node.session.queue_depth": text}),
               ["32", "1024", "+7", "0x1F", "0o17", "007"], "the range of a number in quotes"),
    "word": (lambda text: target_with(settings={"node.session.cmds_max": text}), ["128", "4096"],
             None),
    "name of the kernel": (lambda text: target_with(
        settings={"node.conn[0].tcp.congestion_control": text}), ["bbr", "a-234_678901234"], None),
}


def changed(rng, text):
    at = rng.randrange(len(text) + 1)
    end = min(len(text), at + rng.randrange(1, 4))
    return text[:at] + rng.choice([
        "", text[at:end] * 2, text[at:end].swapcase(), rng.choice(LETTERS), rng.choice(WORDS),
        rng.choice(LETTERS) + text[at:end],
    ]) + text[end:]


def texts_of(place, count):
    """So many texts for this place, each once."""
    rng = random.Random(place)
    seeds = PLACES[place][1]
    texts = dict.fromkeys(seeds + [""])
    while len(texts) < count:
        text = rng.choice(seeds)
        for _ in range(rng.randrange(1, 4)):
            text = changed(rng, text)
        texts[text] = None
    return list(texts)
