/** `callgrant doctor` and the bus: on a real NATS server, and on none. */

import { expect, it, onTestFinished } from 'vitest'
import { hasNats, startNats } from '../../../../../scripts/lib/nats.ts'
import { readSettings } from '../../config/settings.ts'
import { checkBus } from './bus.ts'

const cluster = {
  DATABASE_URL: 'postgres://db/callgrant',
  CALLGRANT_KEYS: `1:${Buffer.alloc(32, 7).toString('base64')}`,
}

it.skipIf(!hasNats())('says that NATS carries messages, or why it does not, and what to check', async () => {
  const nats = await startNats(
    'authorization { users: [{ user: door, password: sesame, permissions: { publish: "callgrant.>", subscribe: "callgrant.>" } }] }',
  )
  onTestFinished(() => nats.stop())
  const said = async (env: Record<string, string>) => {
    const url = nats.url.replace('//', '//door:sesame@')
    const findings = await checkBus(readSettings({ ...cluster, NATS_URL: url, ...env }))
    return findings.map(({ check, state, text }) => [check, state, text.en])
  }
  expect(await said({})).toEqual([['bus', 'ok', 'NATS carries messages under callgrant.>']])
  expect(await said({ CALLGRANT_NATS_PREFIX: 'other' })).toEqual([
    [
      'bus',
      'broken',
      expect.stringMatching(/^NATS does not carry messages under other: .*what this node may do there/),
    ],
  ])
  expect(await said({ NATS_URL: nats.url.replace('//', '//door:wrong@') })).toEqual([
    ['bus', 'broken', expect.not.stringContaining('wrong')],
  ])
  await nats.kill()
  expect(await said({})).toEqual([
    ['bus', 'broken', expect.stringMatching(/connection refused.*Check NATS_URL/)],
  ])
  expect(await said({ NATS_URL: '' })).toEqual([])
})
