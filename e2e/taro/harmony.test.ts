/** Harmony (ets): what Taro emits, run in Node with HarmonyOS's modules played, against a real server. */

import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { startTryServer, type TryServer } from '../lib/try-server.ts'
import { type BackEnd, startBackEnd } from './lib/back-end.ts'
import { etsText, runHarmony } from './lib/harmony-host.ts'
import { type BuildOptions, build, fillProject, project } from './lib/project.ts'
import { report } from './lib/report.ts'
import type { Outcome } from './lib/web-app.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 })

interface Matrix {
  device(sn: string): Promise<object>
  group(): Promise<object>
  ask(way: string, option: object, withCallbacks?: boolean): Promise<Outcome>
  list(way: string): Promise<{ list: { sn?: string; status: number }[] }>
  canIUse(): Record<string, boolean>
}

let server: TryServer
let backEnd: BackEnd
let options: Omit<BuildOptions, 'put'>
const ets = join(project, 'harmony/entry/src/main/ets')

beforeAll(async () => {
  fillProject()
  server = await startTryServer()
  backEnd = await startBackEnd(server)
  const address = { server: server.url, appid: backEnd.appid, backEnd: backEnd.url }
  options = { type: 'harmony', compiler: 'vite', ...address }
})
afterAll(async () => {
  await backEnd?.close()
  await server?.stop()
})

it('asks by showDialog, rejects what is refused, lists', async () => {
  const { seconds } = await build({ ...options, put: 'installed' })
  // An absolute path of this machine would be nothing on a phone.
  expect(etsText(ets, 'app.ets')).not.toContain('taro-plugin-callgrant')
  const app = await runHarmony(ets)
  const matrix = app.matrix as Matrix

  const first = matrix.ask('dot', await matrix.device('door-1'), true)
  const dialog = await app.dialog()
  expect(dialog.message).toContain('iot')
  expect(dialog.buttons.map(({ text }) => text)).toEqual(['拒绝', '允许'])
  dialog.tap(1)
  const allowed = await first
  expect(allowed.resolved).toEqual({ errMsg: 'requestDeviceVoIP:ok' })
  expect(allowed.told.map(([name]) => name)).toEqual(['success', 'complete'])

  const again = await matrix.ask('named', await matrix.device('door-1'), true)
  expect(again.rejected).toMatchObject({ errCode: 10001 })
  expect(again.told.map(([name]) => name)).toEqual(['fail', 'complete'])

  const second = matrix.ask('computed', await matrix.device('door-2'))
  const refused = await app.dialog()
  refused.tap(0)
  expect((await second).rejected).toMatchObject({ errCode: 10021 })

  const group = matrix.ask('plainLib', await matrix.group())
  const forGroup = await app.dialog()
  forGroup.tap(1)
  expect((await group).resolved).toEqual({ errMsg: 'requestDeviceVoIP:ok' })

  expect((await matrix.ask('dot', { sn: 'door-1' })).rejected).toMatchObject({ errno: 1001 })
  for (const way of ['dot', 'computed', 'named', 'plainLib', 'taroLib']) {
    const { list } = await matrix.list(way)
    expect(Object.fromEntries(list.map(({ sn, status }) => [sn ?? 'group', status])), way).toEqual({
      'door-1': 1,
      'door-2': 0,
      group: 1,
    })
  }
  expect(matrix.canIUse()).toEqual({
    request: true,
    isGroup: true,
    groupId: true,
    list: true,
    listGroup: true,
    wrong: false,
    unknown: false,
  })
  report({
    id: '51',
    platform: 'harmony (ets)',
    bundler: 'vite',
    build: 'production',
    plugin: 'installed',
    ran: 'Node, HarmonyOS played',
    seconds,
  })
})
