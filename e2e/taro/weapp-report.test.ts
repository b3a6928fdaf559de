/**
 * WeChat with `report: true`: what is decided inside WeChat, here the emulator, stands in the ledger of a Callgrant
 * server, and the app's back end finds it there (B5).
 */

import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createEmulator, type EmulatedDevice, type Emulator } from '@callgrant/emulator'
import type { WechatAuthorization, WechatOutcomeTaken } from '@callgrant/protocol'
import { type AuthorizationFilter, createBackend } from '@callgrant/sdk/backend'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { build, fillProject } from './lib/project.ts'
import type { Outcome } from './lib/web-app.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 })

interface Matrix {
  ask(way: string, option: object, withCallbacks?: boolean): Promise<Outcome>
  list(way: string): Promise<{ list: { sn?: string; status: number }[] }>
}

let emulator: Emulator
let backEnd: Server
let door: EmulatedDevice
/** Whom the app's back end takes for signed in: on a phone, who `wx.login` says it is. */
let signedIn = ''

beforeAll(async () => {
  fillProject()
  emulator = await createEmulator({ language: 'zh' })
  door = await emulator.device('door-1')
  backEnd = createServer(async (request, response) => {
    if (request.url !== '/session') return response.writeHead(404).end()
    const session = await emulator.session(signedIn)
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ session }))
  })
  await new Promise<void>((ready) => backEnd.listen(0, '127.0.0.1', ready))
})
afterEach(() => void vi.unstubAllEnvs())
afterAll(async () => {
  backEnd?.close()
  await emulator?.close()
})

async function buildWeapp(compiler: 'webpack5' | 'vite', report: boolean) {
  const { port } = backEnd.address() as AddressInfo
  const options = { server: emulator.url, appid: emulator.appid, ...(report && { report }) }
  vi.stubEnv('MATRIX_OPTIONS', JSON.stringify(options))
  const { folder } = await build({
    type: 'weapp',
    compiler,
    put: 'installed',
    ...options,
    backEnd: `http://127.0.0.1:${port}`,
  })
  return folder
}

/** All scripts of a built Mini Program. */
function scripts(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
}

/** What the app's back end is answered. */
function ledger(filter: AuthorizationFilter): Promise<WechatAuthorization[]> {
  return Array.fromAsync(backend().wechatLedger.list(filter))
}

/** The app's back end passes on what WeChat answered to a call of a device. */
function forward(said: { openid: string; sn: string; err_code: number }): Promise<WechatOutcomeTaken> {
  return backend().wechatLedger.reportCall({ ...said, model_id: emulator.modelId })
}

const backend = () => createBackend({ server: emulator.url, appid: emulator.appid, secret: emulator.secret })

async function open(folder: string, name: string) {
  signedIn = name
  const phone = await emulator.person(name)
  const opened = await phone.open(folder)
  const { matrix } = opened.app as unknown as { matrix: Matrix }
  const device = async (sn: string) => {
    const { sn_ticket: snTicket } = await emulator.ticket(sn)
    return { sn, snTicket, modelId: emulator.modelId, deviceName: 'iot' }
  }
  return { phone, matrix, device }
}

it.each(['webpack5', 'vite'] as const)(
  '%s: outcomes and lists reach the ledger, and nothing else changes',
  async (compiler) => {
    const plain = scripts(await buildWeapp(compiler, false))
    expect(plain).not.toContain('/v1/me/wechat')
    const folder = await buildWeapp(compiler, true)
    const size = scripts(folder).length
    process.stdout.write(`weapp, ${compiler}: ${plain.length} bytes of scripts, with report ${size}\n`)

    const name = `reports-${compiler}`
    const { phone, matrix, device } = await open(folder, name)
    const group = await emulator.group('3 号楼')
    const rows = async (filter: AuthorizationFilter = {}) =>
      (await ledger({ openid: name, ...filter })).map(({ sn, group_id, status, known_by }) => [
        sn ?? group_id,
        status,
        known_by,
      ])

    const allowed = matrix.ask('dot', await device('door-1'), true)
    await phone.user.allow()
    expect((await allowed).told.map(([callback]) => callback)).toEqual(['success', 'complete'])
    await expect.poll(() => rows()).toEqual([['door-1', 1, 'request']])

    const rejected = matrix.ask('named', await device('door-2'), true)
    await phone.user.reject()
    expect((await rejected).rejected).toMatchObject({ errCode: 10021, isError: true })
    await expect.poll(() => rows({ status: 0 })).toEqual([['door-2', 0, 'request']])

    const hall = matrix.ask('computed', { isGroup: true, groupId: group })
    await phone.user.allow()
    await hall
    await expect.poll(() => rows({ group_id: group })).toEqual([[group, 1, 'request']])

    // Switched off in WeChat's settings, where no app hears of it: a call of the door tells, …
    const sn = 'door-1'
    const doors = { model_id: emulator.modelId, sn }
    await phone.user.switchOff({ sn, modelId: emulator.modelId })
    expect(await rows(doors)).toEqual([[sn, 1, 'request']])
    const refused = await door.call(name)
    if (refused.isSuccess) expect.fail('the door may not ring')
    expect(refused.errCode).toBe(9)
    expect(await forward({ openid: name, sn, err_code: refused.errCode })).toEqual({ taken: true, status: 0 })
    expect(await rows(doors)).toEqual([[sn, 0, 'call_refused']])
    // … and so does the next list.
    await phone.user.switchOn({ sn, modelId: emulator.modelId })
    await matrix.list('plainLib')
    await expect
      .poll(() => rows())
      .toEqual([
        [sn, 1, 'list'],
        ['door-2', 0, 'list'],
        [group, 1, 'list'],
      ])

    // Deleted from "recently used": WeChat forgets everything.
    await phone.user.deleteMiniProgram()
    const again = await open(folder, name)
    await again.matrix.list('dot')
    await expect.poll(() => rows()).toEqual([])
  },
)

it('a server that WeChat may not reach is one warning, and the app’s call answers as ever', async () => {
  const folder = await buildWeapp('webpack5', true)
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { phone, matrix, device } = await open(folder, 'unheard')
  phone.network.fail('/v1/time')
  const allowed = matrix.ask('dot', await device('door-1'))
  await phone.user.allow()
  expect((await allowed).resolved).toMatchObject({ errMsg: 'requestDeviceVoIP:ok' })
  await expect.poll(() => warn.mock.calls.length).toBe(1)
  expect(String(warn.mock.calls[0])).toContain(`See that ${emulator.url} can be reached`)
  expect((await matrix.list('dot')).list).toMatchObject([{ sn: 'door-1', status: 1 }])
  expect(warn.mock.calls).toHaveLength(1)
  expect(await ledger({ openid: 'unheard' })).toEqual([])
  warn.mockRestore()
})
