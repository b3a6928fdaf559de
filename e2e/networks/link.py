"""Links between network namespaces, in user space: for kernels without sch_netem.

Usage: link.py NAME:INSIDE:NAMESPACE:OUTSIDE ...

Each link is two TUN devices: INSIDE, which is moved to NAMESPACE, and OUTSIDE, which stays where this runs. What enters one
leaves the other, as the newest settings of the link say. Prints "ready" once the devices are there. Reads one JSON object
a line: {"link": NAME, "delayMs": 0, "loss": 0, "rateKbit": 0, "cut": false}; what is left out is as at first. Each line
is answered by "ok". Ends with its input.
"""

import fcntl
import heapq
import json
import os
import random
import selectors
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
# A router's queue: what would wait longer is dropped.
QUEUE_S = 0.3


class Direction:
    def __init__(self):
        self.waiting, self.free_at, self.count = [], 0.0, 0


class Link:
    def __init__(self, inside, namespace, outside):
        self.ends = [tun(inside), tun(outside)]
        self.directions = [Direction(), Direction()]
        self.set({})
        subprocess.run(["ip", "link", "set", inside, "netns", namespace], check=True)

    def set(self, settings):
        self.delay = settings.get("delayMs", 0) / 1000
        self.loss = settings.get("loss", 0)
        self.rate = settings.get("rateKbit", 0) * 1000 / 8
        self.cut = settings.get("cut", False)

    def enter(self, end, packet, now):
        direction = self.directions[end]
        if self.cut or random.random() < self.loss:
            return
        sent_at = now
        if self.rate:
            sent_at = max(now, direction.free_at)
            if sent_at - now > QUEUE_S:
                return
            sent_at += len(packet) / self.rate
            direction.free_at = sent_at
        direction.count += 1
        heapq.heappush(direction.waiting, (sent_at + self.delay, direction.count, packet))

    def leave(self, now):
        """Sends what is due. Returns when the next is, or None."""
        due = []
        for end, direction in enumerate(self.directions):
            while direction.waiting and direction.waiting[0][0] <= now:
                packet = heapq.heappop(direction.waiting)[2]
                if not self.cut:
                    try:
                        os.write(self.ends[1 - end], packet)
                    except OSError:
                        pass  # the device is down: a packet lost
            if direction.waiting:
                due.append(direction.waiting[0][0])
        return min(due, default=None)


def tun(name):
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return fd


def main():
    links = {}
    selector = selectors.DefaultSelector()
    for argument in sys.argv[1:]:
        name, inside, namespace, outside = argument.split(":")
        link = links[name] = Link(inside, namespace, outside)
        for end, fd in enumerate(link.ends):
            selector.register(fd, selectors.EVENT_READ, (link, end))
    os.set_blocking(sys.stdin.fileno(), False)
    selector.register(sys.stdin.fileno(), selectors.EVENT_READ, None)
    print("ready", flush=True)
    typed = b""
    while True:
        now = time.monotonic()
        next_due = min((due for link in links.values() if (due := link.leave(now)) is not None), default=None)
        for key, _ in selector.select(None if next_due is None else max(0, next_due - time.monotonic())):
            if key.data is None:
                read = os.read(key.fd, 65536)
                if not read:
                    return
                *lines, typed = (typed + read).split(b"\n")
                for line in lines:
                    settings = json.loads(line)
                    links[settings["link"]].set(settings)
                    print("ok", flush=True)
                continue
            link, end = key.data
            try:
                while True:
                    link.enter(end, os.read(key.fd, 65536), time.monotonic())
            except BlockingIOError:
                pass
            except OSError:
                time.sleep(0.001)  # the device is down


main()
