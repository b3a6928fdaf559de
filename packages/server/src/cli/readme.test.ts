/** The commands of this package's readme run, one after the other. */

import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { callgrant, type Serving, serve } from './test/callgrant.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let server: Serving
beforeAll(async () => {
  server = await serve()
})
afterAll(async () => {
  await server?.stop()
})

it('runs the commands of the readme', async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const env: Record<string, string> = { CALLGRANT_SERVER: server.address, CALLGRANT_DATA_DIR: server.dataDir }
  const lines = [...readme.matchAll(/^callgrant (\w+ (?:create|check) .*?)(?: +#.*)?$/gm)].map(
    ([, line = '']) => line,
  )
  expect(lines).toHaveLength(5)
  for (const line of lines) {
    const args = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
    const ran = await callgrant([...args, '--json'], { env })
    expect(ran.err, line).toBe('')
    // Nobody has asked Alice yet: the last one says so by its exit code.
    expect(ran.code, line).toBe(args[1] === 'check' ? 1 : 0)
    const { appid, secret } = ran.json() as { appid?: string; secret?: string }
    if (secret) Object.assign(env, { CALLGRANT_APPID: appid, CALLGRANT_SECRET: secret })
  }
})
