/** The port: free, or used by a Callgrant that is ready. And the clock, compared with the server's and the database's. */

import { createServer } from 'node:net'
import type { Settings } from '../../config/settings.ts'
import { type Finding, find } from './finding.ts'

const ANSWER_MS = 3000
/** Tokens expire by the clock: a difference above the first is a warning, above the second it breaks sign-in. */
const WARNING_MS = 2000
const BROKEN_MS = 30_000

/** @param server address given with --server; without one, the port that the settings name is looked at */
export async function checkServer(
  server: string | undefined,
  settings: Settings,
): Promise<{ findings: Finding[]; serverTime: number | null }> {
  const scheme = settings.tlsCert === null && !settings.lan ? 'http' : 'https'
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  const url = (server ?? `${scheme}://${host.replace('0.0.0.0', '127.0.0.1')}:${settings.port}`).replace(
    /\/+$/,
    '',
  )
  const ready = await answer(`${url}/readyz`)
  if (ready?.ok) {
    const sent = Date.now()
    const time = (await (await answer(`${url}/v1/time`))?.json()) as { now?: number } | undefined
    // Taken as made half-way between the request and its answer.
    const serverTime = time?.now === undefined ? null : time.now + (Date.now() - sent) / 2
    return {
      findings: [find('port', 'ok', `A server runs at ${url} and is ready.`, `${url} 的服务运行正常。`)],
      serverTime,
    }
  }
  if (ready) {
    const sentence = find(
      'port',
      'broken',
      `What runs at ${url} is not ready (${ready.status}). Look at its log.`,
      `${url} 的服务未就绪（${ready.status}）。请查看日志。`,
    )
    return { findings: [sentence], serverTime: null }
  }
  if (server) {
    const sentence = find(
      'port',
      'broken',
      `No server answers at ${url}. Start it, or correct --server.`,
      `${url} 没有应答。请启动服务或更正 --server。`,
    )
    return { findings: [sentence], serverTime: null }
  }
  return { findings: [await bindable(settings)], serverTime: null }
}

async function answer(url: string): Promise<Response | null> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) })
  } catch {
    return null
  }
}

async function bindable({ host, port }: Settings): Promise<Finding> {
  const socket = createServer()
  const code = await new Promise<string | null>((done) => {
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message))
    socket.listen(port, host, () => socket.close(() => done(null)))
  })
  if (code === null)
    return find('port', 'ok', `Port ${port} on ${host} is free.`, `${host} 的端口 ${port} 可用。`)
  if (code === 'EADDRINUSE') {
    return find(
      'port',
      'broken',
      `Another program holds port ${port}. Stop it, or choose another with --port.`,
      `端口 ${port} 被其他程序占用。请停止该程序，或用 --port 指定其他端口。`,
    )
  }
  return find(
    'port',
    'broken',
    `Port ${port} on ${host} cannot be opened (${code}). Choose another --host or --port.`,
    `无法监听 ${host}:${port}（${code}）。请用 --host 或 --port 更换。`,
  )
}

/** @param others times of other clocks, read just now */
export function checkClock(others: { name: string; time: number }[], now: number): Finding[] {
  if (others.length === 0) {
    return [
      find(
        'clock',
        'skipped',
        'There is no other clock to compare with: no server runs, and the store is a file.',
        '没有可比较的时钟：服务未运行，且存储为文件。',
      ),
    ]
  }
  return others.map(({ name, time }) => {
    const apart = Math.abs(time - now)
    const seconds = (apart / 1000).toFixed(1)
    if (apart <= WARNING_MS)
      return find(
        'clock',
        'ok',
        `This clock and ${name}’s agree within ${WARNING_MS / 1000} s.`,
        `本机与 ${name} 的时钟相差在 ${WARNING_MS / 1000} 秒以内。`,
      )
    const state = apart > BROKEN_MS ? 'broken' : 'warning'
    return find(
      'clock',
      state,
      `This clock and ${name}’s are ${seconds} s apart. Run NTP on both machines.`,
      `本机与 ${name} 的时钟相差 ${seconds} 秒。请在两台机器上启用 NTP。`,
    )
  })
}
