# SPDX-License-Identifier: Apache-2.0
"""The two printed identities: the row of bars of an AccuVote card and the QR payload of v4.1."""
import base64


def put(bits, first, count, value):
    for k in range(count):
        bits[first + k] = value >> k & 1


def card_front(batch, card):
    """32 bits, bit 0 is the rightmost bar but one."""
    bits = [0] * 32
    put(bits, 2, 13, batch)
    put(bits, 15, 13, card)
    bits[31] = 1
    put(bits, 0, 2, sum(bits[2:]) % 4)
    return bits


def card_back(date, letter):
    bits = [0] * 32
    day, month, year = date
    put(bits, 0, 5, day)
    put(bits, 5, 4, month)
    put(bits, 9, 7, year)
    put(bits, 16, 5, ord(letter) - ord("A"))
    for k, bit in enumerate("01111011110"):
        bits[21 + k] = int(bit)
    return bits


def qr_payload(definition_hash, precinct, style, page, test=False):
    """base64 text of prelude, hash prefix (20 hex digits) and the packed indexes."""
    word = "".join(format(value, f"0{width}b") for value, width in
                   ((precinct, 13), (style, 16), (page, 5), (int(test), 1), (0, 4), (0, 1)))
    packed = int(word, 2).to_bytes(5, "big")
    return base64.b64encode(b"VB\x01" + bytes.fromhex(definition_hash[:20]) + packed)
