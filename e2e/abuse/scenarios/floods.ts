/** As many frames as the network takes, by clients that read nothing. */

import { type Attack, must, type Scenario } from '../scenario.ts'
import { frame, PING, pause, pour, TEXT, within } from '../wire.ts'

/** What each socket writes at once: some 500 frames. */
const PIECES = {
  pings: Buffer.concat(Array.from({ length: 500 }, () => frame(PING, 'x'.repeat(125)))),
  requests: Buffer.concat(Array.from({ length: 1000 }, () => frame(TEXT, '{"id":1,"type":"no such type"}'))),
}
const SOCKETS = 8

/** Pours until the time is over; a socket that was cut is opened again. */
async function flood(
  attack: Attack,
  piece: Buffer,
  open: (n: number) => Promise<Awaited<ReturnType<Attack['wire']['webSocket']>>>,
): Promise<string> {
  const { wire, long } = attack
  const before = wire.cut
  const end = performance.now() + (long ? 20_000 : 1_200)
  const over = pause(end - performance.now())
  await Promise.all(
    Array.from({ length: SOCKETS }, async (_, n) => {
      while (performance.now() < end) {
        const socket = await open(n)
        if (!socket) {
          await pause(50)
          continue
        }
        socket.pause()
        await pour(socket, piece, over)
      }
    }),
  )
  must(await within(5_000, () => wire.cut > before), 'no client that only sends was cut')
  const cut = wire.cut - before
  return `${SOCKETS} sockets at once, ${cut} cut`
}

export const floods: Scenario[] = Object.entries(PIECES).flatMap(([what, piece]): Scenario[] => [
  {
    name: `flood of ${what}, not signed in`,
    run: (attack) => flood(attack, piece, () => attack.wire.webSocket()),
  },
  {
    name: `flood of ${what}, signed in`,
    run: async (attack) => {
      const sessions = await Promise.all(
        Array.from({ length: SOCKETS }, (_, n) => attack.target.session(`flooder-${n}`)),
      )
      return flood(attack, piece, (n) => attack.wire.signedIn(sessions[n] ?? '', `client-flood-${n}`))
    },
  },
])
