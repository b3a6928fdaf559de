/**
 * Call set-up beside Kamailio, a SIP proxy in C: INVITE, 180, 200, ACK and BYE through it, between SIPp as both sides. It keeps its
 * transactions in memory and asks nobody for consent; ours are on disk before they are acknowledged.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../scripts/lib/machine.ts'
import { ensureSipPrograms, type SipPrograms } from '../scripts/lib/sip-programs.ts'
import { startOurs } from './call-cluster.ts'
import { asManyAsPossible } from './calls.ts'
import type { Suite } from './suite.ts'

const SECONDS = 5
/** Calls of SIPp under way at once. */
const AT_ONCE = 100
/** Megabytes that Kamailio's processes share: it keeps each transaction for 5 s. */
const SHARED_MB = 2048
const ANSWER_WITHIN_MS = 10_000

export const suite: Suite = {
  name: 'calls beside a SIP proxy',
  bare: 'Kamailio as a stateful proxy, with SIPp',
  async measure() {
    const programs = ensureSipPrograms()
    if ('reason' in programs) return { leftOut: programs.reason }
    const ours = await startOurs({ nodes: 1, cluster: false })
    try {
      await asManyAsPossible(ours, 2) // Compiles and warms up
      const { rate } = await asManyAsPossible(ours, SECONDS)
      return {
        name: 'calls, one node, SQLite',
        ours: rate,
        bare: await throughKamailio(programs),
        unit: '/s',
      }
    } finally {
      await ours.stop()
    }
  },
}

/** @returns calls a second */
async function throughKamailio({ kamailio, sipp }: SipPrograms): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'callgrant-kamailio-'))
  const [proxy, callee, caller] = [await freePort(), await freePort(), await freePort()]
  const running: ChildProcess[] = []
  const start = (program: string, args: string[]) => {
    const child = spawn(program, args, { cwd: folder, stdio: 'ignore' })
    running.push(child)
    return child
  }
  try {
    const memory = ['-m', String(SHARED_MB)]
    const files = ['-f', join(import.meta.dirname, 'kamailio.cfg'), '-Y', folder, '-P', join(folder, 'pid')]
    start(kamailio, ['-DD', ...memory, '-l', `udp:127.0.0.1:${proxy}`, ...files])
    const local = (port: number) => ['-i', '127.0.0.1', '-p', String(port), '-nostdin', '-nd']
    start(sipp, ['-sn', 'uas', ...local(callee)])
    const call = async (calls: number, name: string) => {
      const statistics = ['-trace_stat', '-stf', join(folder, name), '-fd', '1']
      const many = `-m ${calls} -l ${AT_ONCE} -r 100000 -d 0 -timer_resol 1`.split(' ')
      const through = ['-rsa', `127.0.0.1:${proxy}`, `127.0.0.1:${callee}`]
      const child = start(sipp, ['-sn', 'uac', ...local(caller), ...many, ...statistics, ...through])
      const [code] = await once(child, 'exit')
      return code === 0 ? await rateOf(join(folder, name)) : null
    }
    const deadline = performance.now() + ANSWER_WITHIN_MS
    let first: number | null = null
    for (let attempt = 0; first === null; attempt++) {
      if (performance.now() > deadline) throw new Error('no call goes through Kamailio')
      first = await call(1, `first-${attempt}`)
      if (first === null) await pause(100)
    }
    const warm = (await call(5000, 'warm')) ?? 1000
    const rate = await call(Math.ceil(warm * SECONDS), 'measured')
    if (rate === null) throw new Error('a call through Kamailio failed')
    return rate
  } finally {
    for (const child of running) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      await exit
    }
    await rm(folder, { recursive: true, force: true })
  }
}

/** Calls a second from the first to the last, of SIPp's statistics. @throws when one failed */
async function rateOf(file: string): Promise<number> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n')
  const [names = [], last = []] = [lines[0], lines.at(-1)].map((line) => line?.split(';'))
  const value = (name: string) => last[names.indexOf(name)] ?? ''
  if (Number(value('FailedCall(C)')) > 0) throw new Error(`${value('FailedCall(C)')} calls failed`)
  return Number(value('CallRate(C)'))
}
