/** The plugin's types beside Taro's own: the documented calls compile, wrong mixes do not. */

import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, it, vi } from 'vitest'
import { fillProject, project, putPlugin, writeSource } from './lib/project.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

beforeAll(() => {
  fillProject()
  putPlugin('installed')
  mkdirSync(join(project, 'src/types'), { recursive: true })
})

/** What `tsc` says of the project with this in it. */
async function compile(code: string): Promise<string> {
  const head = "import 'taro-plugin-callgrant'\nimport Taro from '@tarojs/taro'\n"
  writeSource('src/types/tried.ts', head + code)
  const tsc = join(project, 'node_modules/typescript/bin/tsc')
  try {
    await promisify(execFile)(process.execPath, [tsc, '-p', '.'], { cwd: project })
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
    export const list = async () => (await Taro.getDeviceVoIPList()).list.map(({ sn, group_id }) => sn || group_id)
    export const asked: Promise<TaroGeneral.CallbackResult> = Taro.requestDeviceVoIP({ isGroup: true, groupId: 'g' })
  `)
  expect(said).toBe('')
})

it("on React Native setUp takes the options, the session and the app's WebRTC", async () => {
  const head = "import { setUp } from 'taro-plugin-callgrant/rn'\n"
  const options = "server: 'https://calls.example.com', appid: 'wx0123', session: async () => 'a session'"
  const webrtc = 'webrtc: { RTCPeerConnection: class {}, MediaStream: class {}, mediaDevices: {} }'
  expect(await compile(`${head}setUp({ ${options}, ${webrtc} })`)).toBe('')
  expect(await compile(`${head}setUp({ ${options}, webrtc: {} })`)).toContain('RTCPeerConnection')
})

it.each([
  ['a group without its id', 'Taro.requestDeviceVoIP({ isGroup: true })'],
  [
    'a group by the fields of a device',
    "Taro.requestDeviceVoIP({ isGroup: true, sn: 'a', snTicket: 't', modelId: 'm', deviceName: 'd' })",
  ],
  ['a group with a serial number', "Taro.requestDeviceVoIP({ isGroup: true, groupId: 'g', sn: 'a' })"],
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
