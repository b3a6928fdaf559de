/** From the start of the process to the first answer, beside a bare Fastify. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Running, startNode, startScript } from './processes.ts'
import type { Suite } from './suite.ts'

const ROUNDS = 5

export const suite: Suite = {
  name: `start of the server to its first answer, from sources, median of ${ROUNDS}`,
  bare: 'bare Fastify',
  async measure() {
    const folder = await mkdtemp(join(tmpdir(), 'callgrant-bench-'))
    const env = { CALLGRANT_DATA_DIR: folder }
    const ours: number[] = []
    const bare: number[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      ours.push(await timed(() => startNode(env), '/healthz'))
      bare.push(await timed(() => startScript('echo-server.ts'), '/'))
    }
    await rm(folder, { recursive: true })
    return { ours: median(ours), bare: median(bare), unit: 'ms' }
  },
}

async function timed(start: () => Promise<Running>, path: string): Promise<number> {
  const began = performance.now()
  const server = await start()
  await fetch(server.address + path)
  const took = performance.now() - began
  await server.stop()
  return took
}

/** Without the first, which makes the store and fills the caches of the system. */
function median([, ...times]: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
}
