import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { callgrant } from '../../../packages/server/src/cli/test/callgrant.ts'

const DEMO = ['--conditions=callgrant-source', fileURLToPath(new URL('main.ts', import.meta.url))]

/** The steps in their order, and what each prints beside `ok` and `ms`. */
const STEPS: [string, object][] = [
  ['serve', { address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) }],
  ['model', { model_id: 'm_door', model_type: 'door phone' }],
  ['ticket', { length: 32 }],
  ['register', { sn: 'door-1', connection: 'online' }],
  [
    'ask',
    { dialog: true, displayName: 'Front door phone', words: expect.stringContaining('Front door phone') },
  ],
  ['allow', { errMsg: 'requestDeviceVoIP:ok' }],
  ['list', { list: [{ sn: 'door-1', model_id: 'm_door', status: 1 }] }],
  ['contacts', { statuses: { alice: 1, stranger: 0 } }],
  ['ring', { peerName: 'Front door phone' }],
  ['answer', { state: 'talking' }],
  ['media', { device: expect.anything(), person: expect.anything() }],
  ['hangup', { reason: 'hung_up' }],
  ['switch-off', { status: 0 }],
  ['ring-refused', { errCode: 9 }],
  ['ask-refused', { errCode: 10021, dialog: false }],
  ['switch-on', { status: 1 }],
  ['ring-again', { reason: 'rejected' }],
  ['clear', { cleared: 1 }],
  ['ask-again', { dialog: true, errMsg: 'requestDeviceVoIP:ok' }],
  ['group', { displayName: 'Main gate' }],
  ['group-ring', { peerName: 'Main gate', reason: 'cancelled' }],
  ['group-device-moved', { errCode: 9, errMsg: expect.stringContaining('device is not in it') }],
  ['kill', { rows: { authorizations: 2 }, reconnected: true }],
]

const leftBehind = () => readdirSync(tmpdir()).filter((name) => name.startsWith('callgrant-demo-'))

it('runs every step, a line of JSON a step, and leaves nothing behind', {
  timeout: 60_000,
}, async () => {
  const before = leftBehind()
  // What the machine's owner has set for a real server must not reach the demo's.
  const env = { PORT: '1', DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none', CALLGRANT_DEV: 'perhaps' }
  const { code, out, err } = await callgrant(['demo', '--json'], { env, program: DEMO })
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines.filter(({ ok }) => ok !== true)).toEqual([])
  expect(lines.map(({ step }) => step)).toEqual(STEPS.map(([step]) => step))
  for (const [index, [step, told]] of STEPS.entries()) {
    expect(lines[index]).toMatchObject({ step, ok: true, ms: expect.any(Number), ...told })
  }
  const media = lines.find(({ step }) => step === 'media') as Record<
    'device' | 'person',
    Record<'audio' | 'video', { packets: number; bytes: number }>
  >
  for (const { audio, video } of [media.device, media.person]) {
    for (const { packets, bytes } of [audio, video]) {
      expect(packets).toBeGreaterThan(0)
      expect(bytes).toBeGreaterThan(0)
    }
  }
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(leftBehind()).toEqual(before)
})

it('ends with 1 at the first step that fails, and says why', { timeout: 60_000 }, async () => {
  // No folder can be made there for the server's data.
  const { code, out } = await callgrant(['demo', '--json'], { env: { TMPDIR: '/dev/null' }, program: DEMO })
  expect(code).toBe(1)
  expect(out.trim().split('\n')).toHaveLength(1)
  expect(JSON.parse(out)).toMatchObject({
    step: 'serve',
    ok: false,
    error: expect.stringContaining('/dev/null'),
  })
})
