#!/usr/bin/env python3
"""A door phone without JavaScript: registers, signs in, rings a person, and hangs up.

Written from docs/protocol.md alone. Needs Python 3.9 or newer with `cryptography` and `websockets`:
    apt-get install python3-cryptography python3-websockets
It carries no sound and no picture: for that, exchange `signal` messages with a WebRTC library after the answer.
"""

import argparse
import asyncio
import base64
import json
import os
import urllib.error
import urllib.request

import websockets
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

ALIVE_EVERY_SECONDS = 5


class Refused(Exception):
    """What the server refused: `code` is one of docs/errors.md."""

    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['message']}")
        self.code = error["code"]


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


# The key, registration and sign-in: HTTP


def load_key(path):
    """The key of this device; made at the first start, readable by its owner only."""
    if os.path.exists(path):
        with open(path, "rb") as file:
            return Ed25519PrivateKey.from_private_bytes(file.read())
    key = Ed25519PrivateKey.generate()
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
    return key


def sign(key, *lines):
    return base64url(key.sign("\n".join(lines).encode()))


def post(server, path, body):
    request = urllib.request.Request(
        server + path, data=json.dumps(body).encode(), headers={"content-type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as answer:
        raise Refused(json.load(answer)["error"]) from None


def register(server, device, key, ticket):
    public_key = base64url(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
    body = {**device, "sn_ticket": ticket, "public_key": public_key}
    signature = sign(
        key, "callgrant-register", device["appid"], device["model_id"], device["sn"], ticket, public_key
    )
    post(server, "/v1/device/register", {**body, "signature": signature})


def sign_in(server, device, key):
    challenge = post(server, "/v1/device/challenge", device)["challenge"]
    signature = sign(key, "callgrant-sign-in", challenge)
    return post(server, "/v1/device/token", {"challenge": challenge, "signature": signature})["token"]


# The call: one WebSocket


class Connection:
    """Requests with their replies; `on_call` is given each snapshot of a call."""

    def __init__(self, socket, on_call):
        self.socket = socket
        self.on_call = on_call
        self.waiting = {}
        self.last_id = 0

    async def request(self, type, **fields):
        self.last_id += 1
        reply = self.waiting[self.last_id] = asyncio.get_running_loop().create_future()
        await self.socket.send(json.dumps({"id": self.last_id, "type": type, **fields}))
        return await reply

    async def read(self):
        async for frame in self.socket:
            message = json.loads(frame)
            if "reply_to" in message:
                reply = self.waiting.pop(message["reply_to"], None)
                if reply is None or reply.done():
                    continue
                if message["ok"]:
                    reply.set_result(message)
                else:
                    reply.set_exception(Refused(message["error"]))
            elif message["type"] == "call":
                self.on_call(message["call"])
        raise ConnectionError("the server closed the connection")


async def ring(server, token, client_id, openid, ring_seconds):
    """Rings until the person answers, then hangs up; cancels after `ring_seconds`. Returns the call as it ended."""
    changed = asyncio.Event()
    newest = {}

    def take(call):
        # Snapshots may come twice and late: the highest version is how the call is now.
        if call["version"] <= newest.get("version", 0):
            return
        newest.update(call)
        print(f"{call['state']}", flush=True)
        changed.set()

    async def until(states):
        while newest["state"] not in states:
            changed.clear()
            await changed.wait()

    async def talk(connection):
        await connection.request("sign_in", token=token, client_id=client_id)
        started = await connection.request("call.start", to={"openid": openid}, room_type="voice")
        take(started["call"])
        if newest["state"] == "ended":
            return  # The person is in another call.
        room_id = newest["room_id"]
        take((await connection.request("call.join", room_id=room_id))["call"])

        async def stay_alive():
            while True:
                await asyncio.sleep(ALIVE_EVERY_SECONDS)
                await connection.request("call.alive", room_id=room_id, media=False)

        alive = asyncio.ensure_future(stay_alive())
        try:
            await asyncio.wait_for(until(["connecting", "talking", "ended"]), ring_seconds)
        except asyncio.TimeoutError:
            pass
        finally:
            alive.cancel()
        if newest["state"] == "ended":
            return
        answered = newest["state"] in ("connecting", "talking")
        reply = await connection.request("call.hang_up" if answered else "call.cancel", room_id=room_id)
        take(reply["call"])

    address = server.replace("http", "ws", 1) + "/v1/socket"
    async with websockets.connect(address, max_size=256 * 1024) as socket:
        connection = Connection(socket, take)
        reading = asyncio.ensure_future(connection.read())
        talking = asyncio.ensure_future(talk(connection))
        done, _ = await asyncio.wait([reading, talking], return_when=asyncio.FIRST_COMPLETED)
        reading.cancel()
        talking.cancel()
        done.pop().result()
    return newest


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--server", required=True, help="for example https://call.example.com")
    options.add_argument("--appid", required=True)
    options.add_argument("--model", required=True)
    options.add_argument("--sn", required=True)
    options.add_argument("--key", default="device.key", help="file of the key; made when there is none")
    options.add_argument("--ticket", help="registers the device with it; needed once")
    options.add_argument("--openid", required=True, help="who is rung")
    options.add_argument("--ring", type=float, default=30, help="seconds until it gives up")
    given = options.parse_args()
    device = {"appid": given.appid, "model_id": given.model, "sn": given.sn}
    server = given.server.rstrip("/")
    key = load_key(given.key)
    try:
        if given.ticket:
            register(server, device, key, given.ticket)
        token = sign_in(server, device, key)
        call = asyncio.run(ring(server, token, f"{given.sn}-python"[-64:], given.openid, given.ring))
    except Refused as refused:
        raise SystemExit(f"refused {refused}")
    end = call["end"]
    print(f"ended: {end['reason']} by {end['by']}")


if __name__ == "__main__":
    main()
