/** Whether whoever holds all the connections that an address may have keeps others at it out. */

import { must, type Scenario } from '../scenario.ts'
import { pause, within } from '../wire.ts'

/** How long a person may take to come in, on a busy machine, in milliseconds. */
const COMES_IN_MS = 5_000

export const lockOut: Scenario[] = [
  {
    name: 'silent sockets at a person’s address',
    async run({ wire, target, long }) {
      const session = await target.session('honest')
      let over = false
      let opened = 0
      // They never read, so they answer no close either, and are replaced as soon as they are closed.
      const attacker = async () => {
        while (!over) {
          const socket = await wire.webSocket()
          socket?.pause()
          opened++
          await pause(20)
        }
      }
      const attackers = Array.from({ length: 20 }, attacker)
      let slowest = 0
      for (let n = 0; n < (long ? 100 : 8); n++) {
        await pause(100)
        const began = performance.now()
        const socket = await wire.signedIn(session, `client-honest-${n % 4}`)
        slowest = Math.max(slowest, performance.now() - began)
        must(socket !== null, 'a person with a good session was kept out by silent sockets')
        socket?.destroy()
      }
      over = true
      await Promise.all(attackers)
      must(slowest < COMES_IN_MS, `a person waited ${Math.round(slowest)} ms to come in`)
      return `${opened} silent, a person in within ${Math.round(slowest)} ms`
    },
  },
  {
    name: 'idle TCP connections of one address',
    async run({ wire, target, long }) {
      const session = await target.session('neighbour')
      const count = long ? 5_000 : 1_000
      for (let n = 0; n < count; n += 100) {
        await Promise.all(Array.from({ length: 100 }, async () => (await wire.tcp()).resume()))
      }
      must(await within(5_000, () => wire.open <= 520), `one address holds ${wire.open} connections`)
      must(
        (await wire.signedIn(session, 'client-neighbour')) !== null,
        'a person was kept out by idle connections',
      )
      return `${count} opened, ${wire.open} held, a person in`
    },
  },
  {
    name: 'idle TCP connections of many addresses',
    async run({ wire, target, long }) {
      const session = await target.session('passer-by')
      const addresses = long ? 40 : 8
      for (let a = 2; a < 2 + addresses; a++) {
        for (let n = 0; n < 400; n += 100) {
          await Promise.all(
            Array.from({ length: 100 }, async () => (await wire.tcp(`127.0.0.${a}`)).resume()),
          )
        }
      }
      must(await within(5_000, () => wire.open <= 2_020), `${wire.open} connections of nobody are held`)
      must(
        (await wire.signedIn(session, 'client-passer-by')) !== null,
        'a person was kept out by idle connections',
      )
      return `${addresses * 400} opened, ${wire.open} held, a person in`
    },
  },
]
