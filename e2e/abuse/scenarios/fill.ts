/** What one person without an authorization can write into the store. */

import type { Socket } from 'node:net'
import { must, type Scenario } from '../scenario.ts'
import { firstData, frame, TEXT } from '../wire.ts'

/** What is written for each: a call with the longest payload that a request may have. */
const PAYLOAD = 'x'.repeat(4_096)
/** Calls that a person may place in a minute by the settings, and some that fall into the next one. */
const CALLS_MAX = 60
/** How much the store may grow, its log of changes included, in bytes. */
const GROWTH_MAX = 8_000_000

export const fill: Scenario[] = [
  {
    name: 'calls to a busy device by one person',
    async run({ wire, target, long }) {
      await target.addDevice('m_door', 'door-1')
      const before = target.stored()
      const session = await target.session('filler')
      const rings = (id: number) =>
        frame(
          TEXT,
          JSON.stringify({
            id,
            type: 'call.start',
            to: { model_id: 'm_door', sn: 'door-1' },
            room_type: 'voice',
            needs_authorization: false,
            payload: PAYLOAD,
          }),
        )
      // Somebody else rings the device, which is busy from then on.
      const other = await wire.signedIn(await target.session('first'), 'client-first-1')
      must(other !== null, 'a person could not sign in')
      other?.write(rings(2))
      if (other) await firstData(other)
      const sockets: Socket[] = []
      for (let n = 0; n < 12; n++) {
        const socket = await wire.signedIn(session, `client-filler-${n}`)
        if (socket) sockets.push(socket)
      }
      must(sockets.length > 0, 'a person could not sign in')
      let written = 0
      const each = long ? 250 : 25
      await Promise.all(
        sockets.map(async (socket) => {
          for (let id = 2; id < 2 + each; id++) {
            socket.write(rings(id))
            if ((await firstData(socket)).includes('"ok":true')) written++
          }
        }),
      )
      const grown = target.stored() - before
      must(written <= CALLS_MAX, `${written} calls were written for one person`)
      must(grown <= GROWTH_MAX, `the store grew by ${grown} bytes`)
      return `${sockets.length * each} asked for, ${written} written, the store grew by ${Math.round(grown / 1000)} kB`
    },
  },
]
