/**
 * A door that runs in Node, for example on a Raspberry Pi: `npm run door`. It needs BACK_END, DOOR_CODE and DOOR_SN.
 * werift carries its calls; `weriftMedia` sends a test picture and a tone, until you give it your camera:
 * https://www.npmjs.com/package/@callgrant/sdk
 */

import { mkdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Call, weriftMedia } from '@callgrant/sdk/calling'
import { createDevice, fileKeyStore } from '@callgrant/sdk/device'
import * as werift from 'werift'
import { getConfig, install, outcomes, ring } from './ring.ts'

const { BACK_END: backEnd, DOOR_CODE: code, DOOR_SN: sn, DOOR_REPLACE } = process.env
if (!backEnd || !code || !sn) throw new Error('Set BACK_END, DOOR_CODE and DOOR_SN.')
const say = (text: string) => console.log(`  ${sn}: ${text}`)

mkdirSync('.callgrant', { recursive: true })
const door = createDevice({
  ...(await getConfig(backEnd)),
  sn,
  // The door's identity: whoever has this file is this door.
  key: fileKeyStore(`.callgrant/${sn}.json`),
  ...weriftMedia(werift),
})

const { snTicket, residents } = await install(backEnd, sn, code, DOOR_REPLACE === '1')
// At each start: to register the same key again changes nothing. With another key it is refused, unless DOOR_REPLACE=1 says that
// this door takes the place of the one before.
await door.register(snTicket)

door.on('currentCall', (call) => call && follow(call))
// Somebody at home looks who is there: a door answers by itself.
door.onIncomingCall((call) => void call.accept())
await door.connect()
say('online. Press Enter to ring.')

for await (const _ of createInterface(process.stdin)) {
  try {
    const rung = await ring(door, residents)
    let said = ''
    const tell = () => {
      const now = outcomes(rung)
      if (now !== said) say(now)
      said = now
    }
    rung.on('change', tell)
    tell()
  } catch (error) {
    say(`did not ring: ${(error as Error).message}`)
  }
}

function follow(call: Call): void {
  let said = ''
  call.on('change', () => {
    if (call.state === said) return
    said = call.state
    say(call.end ? `the call ended: ${call.end.reason}` : call.state)
  })
}
