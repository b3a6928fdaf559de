/** `npm start`, as a newcomer types it. */

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it, vi } from 'vitest'

it('npm start serves the try page, and ends with npm, however that ends', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'callgrant-start-'))
  const npm = spawn('npm', ['start', '--', '--port', '0', '--data-dir', dataDir], {
    cwd: resolve(import.meta.dirname, '..'),
    env: { ...process.env, LANG: 'C', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  npm.stdout.on('data', (chunk: Buffer) => {
    output += chunk
  })
  npm.stderr.on('data', (chunk: Buffer) => {
    output += chunk
  })
  try {
    const address = await vi.waitFor(
      () => {
        const found = /^Try it: (http:\S+)$/m.exec(output)?.[1]
        if (!found) throw new Error(`npm start printed: ${output}`)
        return found
      },
      { timeout: 30_000, interval: 50 },
    )
    const page = await fetch(address)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<title>Callgrant')
    const config = await fetch(`${address}/try/config`)
    expect(config.status).toBe(200)

    npm.kill('SIGTERM')
    const gone = () => expect(fetch(address)).rejects.toThrow()
    await vi.waitFor(gone, { timeout: 15_000, interval: 100 })
  } finally {
    npm.kill('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  }
})
