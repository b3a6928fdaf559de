/** Checking a device ticket, against one bare HMAC-SHA256 of the same bytes. */

import { createHmac, randomBytes } from 'node:crypto'
import { Bench } from 'tinybench'
import { generateMasterKey, parseKeys } from '../packages/server/src/credentials/keys.ts'
import { checkTicket, makeTicket } from '../packages/server/src/credentials/ticket.ts'
import { type Suite, sideBySide } from './suite.ts'

export const suite: Suite = {
  name: 'check a ticket (A12)',
  bare: 'one HMAC-SHA256 of node:crypto',
  async measure() {
    const keys = parseKeys(generateMasterKey())
    const subject = { appid: 'app', modelId: 'm_door', sn: 'door-1' }
    const now = Date.now()
    const ticket = makeTicket(keys, subject, now)
    const key = randomBytes(32)
    const text = JSON.stringify(['callgrant ticket', 'app', 'm_door', 'door-1', now])
    const bench = new Bench({ time: 800 })
      .add('ours', () => {
        if (checkTicket(keys, ticket, subject, now) !== null) throw new Error('refused')
      })
      .add('bare', () => {
        createHmac('sha256', key).update(text).digest('hex')
      })
    return sideBySide(bench, async () => {})
  },
}
