/** The plugin's types beside Taro's own: every snippet of the documentation compiles, a form that lacks a field does not. */

import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, it, vi } from 'vitest'
import { isOfTaro, located, snippets, writeSnippets } from '../lib/snippets.ts'
import { fillProject, project, putPlugin, writeSource } from './lib/project.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** What the snippets take as given. */
const GIVEN = {
  'session.ts': "export const fetchSession = async () => 'a session'\n",
  'callgrant.ts': 'export {}\n',
  'given.d.ts': `
    declare module 'react-native-webrtc' {
      export const RTCPeerConnection: unknown, MediaStream: unknown, mediaDevices: unknown
    }
    declare module '@react-native-firebase/messaging' {
      export function getMessaging(): object
      export function getToken(messaging: object): Promise<string>
    }
    type Option = object
    type SuccessCallbackResult = Taro.getDeviceVoIPList.SuccessCallbackResult
    declare const sn: string, snTicket: string, modelId: string, deviceName: string
    declare const Taro: import('@tarojs/taro').TaroStatic
    declare const setSession: typeof import('taro-plugin-callgrant').setSession
    declare const useDeviceCalls: typeof import('taro-plugin-callgrant/react').useDeviceCalls
    declare function getSessionFromMyBackEnd(): Promise<string>
    declare function fetchSessionFromMyBackEnd(): Promise<string>
    declare function Ring(props: { name: string; onAnswer(): void; onDecline(): void }): null
  `,
}

beforeAll(() => {
  fillProject()
  putPlugin('installed')
  mkdirSync(join(project, 'src/types'), { recursive: true })
})

/** What `tsc` says of the project with this in it. */
async function compile(code: string): Promise<string> {
  const head = "import 'taro-plugin-callgrant'\nimport Taro from '@tarojs/taro'\n"
  writeSource('src/types/tried.ts', head + code)
  return tsc('.')
}

/** What Taro's `tsc` says of the project with this configuration. */
async function tsc(config: string): Promise<string> {
  const compiler = join(project, 'node_modules/typescript/bin/tsc')
  try {
    await promisify(execFile)(process.execPath, [compiler, '-p', config], { cwd: project })
    return ''
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}

it('the two documented examples, the list with and without an option, and the promise compile', async () => {
  const said = await compile(`
    // 授权单台设备
    Taro.requestDeviceVoIP({
      sn: 'xxxx',
      snTicket: 'xxxxx',
      modelId: 'xxx',
      deviceName: 'xxx',
      success(res) {
        console.log(res)
      },
      fail(res) {
        console.log(res, res.errCode)
      }
    })

    // 批量授权（授权设备组）
    Taro.requestDeviceVoIP({
      isGroup: true,
      groupId: '设备组 ID',
      success(res) {
        console.log(res)
      },
      fail(res) {
        console.log(res)
      }
    })
    Taro.getDeviceVoIPList({ success: ({ list }) => console.log(list[0].status) })
    export const list = async () => (await Taro.getDeviceVoIPList()).list.map(({ sn, group_id, groupId }) => sn || groupId || group_id)
    export const asked: Promise<TaroGeneral.CallbackResult> = Taro.requestDeviceVoIP({ isGroup: true, groupId: 'g' })
  `)
  expect(said).toBe('')
})

it.each([
  // Taro's own type requires both of these.
  ['a device with a groupId', "sn: 'a', snTicket: 't', modelId: 'm', deviceName: 'd', groupId: ''"],
  [
    'a group with the fields of a device',
    "isGroup: true, groupId: 'g', sn: '', snTicket: '', modelId: '', deviceName: ''",
  ],
  [
    'isGroup that is known at run time',
    "isGroup: Math.random() > 1, groupId: 'g', sn: 'a', snTicket: 't', modelId: 'm', deviceName: 'd'",
  ],
])('%s compiles, and fail has the numbers', async (_, fields) => {
  expect(
    await compile(
      `Taro.requestDeviceVoIP({ ${fields}, fail: ({ errCode, errno }) => console.log(errCode, errno) })`,
    ),
  ).toBe('')
  expect(
    await compile(
      `export const option: Taro.requestDeviceVoIP.Option = { sn: 'a', snTicket: 't', modelId: 'm', deviceName: 'd', groupId: '' }; Taro.requestDeviceVoIP(option)`,
    ),
  ).toBe('')
})

it('every snippet of the documentation compiles under strict', async () => {
  const list = snippets().filter(isOfTaro)
  expect(list.length).toBeGreaterThan(30)
  // Outside of `src`, which the other tests compile.
  const folder = 'snippets'
  const files = writeSnippets(join(project, folder), list)
  for (const [path, text] of Object.entries(GIVEN)) writeSource(`${folder}/${path}`, text)
  const config = {
    extends: '../tsconfig.json',
    compilerOptions: {
      module: 'esnext',
      moduleResolution: 'bundler',
      target: 'es2022',
      paths: { vue: [join(resolve(import.meta.dirname, '../..'), 'node_modules/vue')] },
      checkJs: true,
    },
    include: ['.', '../src/global.d.ts'],
  }
  writeSource(`${folder}/tsconfig.json`, JSON.stringify(config))
  expect(located(await tsc(folder), files)).toEqual([])
})

it("on React Native setUp takes the options, the session and the app's WebRTC", async () => {
  const head = "import { setUp } from 'taro-plugin-callgrant/rn'\n"
  const options = "server: 'https://calls.example.com', appid: 'wx0123', session: async () => 'a session'"
  const webrtc = 'webrtc: { RTCPeerConnection: class {}, MediaStream: class {}, mediaDevices: {} }'
  expect(await compile(`${head}setUp({ ${options}, ${webrtc}, report: true })`)).toBe('')
  expect(await compile(`${head}setUp({ ${options}, webrtc: {} })`)).toContain('RTCPeerConnection')
})

it.each([
  ['a group without its id', 'Taro.requestDeviceVoIP({ isGroup: true })'],
  [
    'a group by the fields of a device',
    "Taro.requestDeviceVoIP({ isGroup: true, sn: 'a', snTicket: 't', modelId: 'm', deviceName: 'd' })",
  ],
  ['a device without its ticket', "Taro.requestDeviceVoIP({ sn: 'a', modelId: 'm', deviceName: 'd' })"],
  ['a device that is a group', "Taro.requestDeviceVoIP({ isGroup: false, groupId: 'g' })"],
  [
    'a number for a serial number',
    "Taro.requestDeviceVoIP({ sn: 1, snTicket: 't', modelId: 'm', deviceName: 'd' })",
  ],
  ['nothing', 'Taro.requestDeviceVoIP()'],
])('%s does not compile', async (_, code) => {
  expect(await compile(code)).toMatch(/^src\/types\/tried\.ts\(3,\d+\): error TS/)
})
