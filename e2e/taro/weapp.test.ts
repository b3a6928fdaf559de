/** WeChat: the built Mini Program in the emulator of WeChat's surface, with its dialog and its settings. */

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEmulator, type Emulator } from '@callgrant/emulator'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { build, fillProject } from './lib/project.ts'
import { report } from './lib/report.ts'
import type { Outcome } from './lib/web-app.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 })

interface Matrix {
  ask(way: string, option: object, withCallbacks?: boolean): Promise<Outcome>
  list(way: string): Promise<{ list: { sn?: string; status: number }[] }>
  canIUse(): Record<string, boolean>
}

const OPTIONS = { server: 'https://calls.example.com', appid: 'wx_demo', backEnd: 'https://shop.example.com' }

let emulator: Emulator

beforeAll(async () => {
  fillProject()
  emulator = await createEmulator()
})
afterAll(() => emulator?.close())

/** Opens the built program on a new person's phone. */
async function open(folder: string, name: string, versions: { baseLibrary?: string } = {}) {
  const phone = await emulator.person(name, versions)
  const app = await phone.open(folder)
  const { matrix } = app.app as unknown as { matrix: Matrix }
  const device = async (sn: string) => {
    const { sn_ticket: snTicket } = await emulator.ticket(sn)
    return { sn, snTicket, modelId: emulator.modelId, deviceName: 'iot' }
  }
  return { phone, app, matrix, device }
}

it('without the plugin a call gives no promise', async () => {
  const { folder } = await build({ type: 'weapp', compiler: 'webpack5', put: 'none', ...OPTIONS })
  const { matrix, device } = await open(folder, 'without')
  expect((await matrix.ask('dot', await device('door-0'))).returned).toBe('undefined')
})

it.each([
  { id: '41', compiler: 'webpack5', put: 'installed' },
  { id: '42', compiler: 'vite', put: 'installed' },
] as const)('$compiler, $put: promises, callbacks and the list', async ({ id, compiler, put }) => {
  const { folder, seconds } = await build({ type: 'weapp', compiler, put, ...OPTIONS })
  // WeChat itself rings: of the call page that the app has on the web, nothing is here.
  for (const file of globSync('**/*.js', { cwd: folder })) {
    expect(readFileSync(join(folder, file), 'utf8')).not.toMatch(/RTCPeerConnection|callgrant-call|呼叫前门/)
  }
  const { phone, matrix, device } = await open(folder, `weapp-${id}`)
  const ok = { errMsg: 'requestDeviceVoIP:ok' }

  const allowed = matrix.ask('dot', await device('door-1'), true)
  await phone.user.allow()
  const outcome = await allowed
  expect(outcome.resolved).toMatchObject(ok)
  expect(outcome.told.map(([name]) => name)).toEqual(['success', 'complete'])

  const again = await matrix.ask('named', await device('door-1'), true)
  expect(again.rejected).toMatchObject({
    errMsg: 'requestDeviceVoIP:fail The sn has been subscribed',
    errCode: 10001,
    isError: true,
  })
  expect(again.told.map(([name]) => name)).toEqual(['fail', 'complete'])

  const rejected = matrix.ask('computed', await device('door-2'))
  await phone.user.reject()
  expect((await rejected).rejected).toMatchObject({ errCode: 10021 })

  const viaLib = matrix.ask('plainLib', await device('door-3'))
  await phone.user.allow()
  expect((await viaLib).resolved).toMatchObject(ok)

  for (const way of ['dot', 'computed', 'named', 'plainLib', 'taroLib']) {
    const { list } = await matrix.list(way)
    expect(Object.fromEntries(list.map(({ sn, status }) => [sn, status])), way).toEqual({
      'door-1': 1,
      'door-2': 0,
      'door-3': 1,
    })
  }
  expect(matrix.canIUse()).toMatchObject({ request: true, isGroup: true, list: true, unknown: false })
  report({
    id,
    platform: 'weapp',
    bundler: compiler,
    build: 'production',
    plugin: put,
    ran: '@callgrant/emulator',
    seconds,
  })

  // Opened again on the same phone: Taro puts its own functions on `wx` once more, which was as at first.
  for (const sn of ['door-4', 'door-5']) {
    const second = (await phone.open(folder)).app as unknown as { matrix: Matrix }
    expect(second.matrix).not.toBe(matrix)
    expect(second.matrix.canIUse()).toMatchObject({ request: true, list: true, unknown: false })
    const asked = second.matrix.ask('named', await device(sn), true)
    await phone.user.allow()
    const { resolved, told } = await asked
    expect(resolved).toMatchObject(ok)
    expect(told.map(([name]) => name)).toEqual(['success', 'complete'])
    const { list } = await second.matrix.list('taroLib')
    expect(list).toContainEqual(expect.objectContaining({ sn, status: 1 }))
  }

  const old = await open(folder, `old-${id}`, { baseLibrary: '2.27.2' })
  expect(old.matrix.canIUse()).toMatchObject({ request: false, isGroup: false, list: false })
  expect((await old.matrix.ask('dot', await old.device('door-1'))).rejected?.errMsg).toMatch(
    /^requestDeviceVoIP:fail .+/,
  )
})
