/** `callgrant-emulator mini-program`: a Mini Program's folder in a browser. */

import type { Command } from 'callgrant/command-line'
import { say } from 'callgrant/command-line'

export const miniProgram: Command = {
  name: 'mini-program',
  about: say(
    'Show a Mini Program in a browser, as a phone and as a device, with real calls. For development.',
    '在浏览器中运行小程序（手机端与设备端），通话为真实音视频。仅用于开发。',
  ),
  arguments: [
    {
      name: 'FOLDER',
      required: true,
      about: say(
        'Folder with project.config.json or app.json.',
        '含 project.config.json 或 app.json 的目录。',
      ),
    },
  ],
  options: {
    device: {
      value: 'SN',
      about: say('Serial number of the device.', '设备序列号。'),
      otherwise: say('door-1', 'door-1'),
    },
    person: {
      value: 'OPENID',
      about: say('Who has the phone.', '手机用户的 openid。'),
      otherwise: say('parent', 'parent'),
    },
    path: {
      value: 'PAGE',
      about: say(
        'The page to open first, pages/x/x?a=1. Without it, add &path=pages/x/x to an address.',
        '首先打开的页面，如 pages/x/x?a=1；也可在地址后加 &path=pages/x/x。',
      ),
      otherwise: say('the first of app.json', 'app.json 的首个页面'),
    },
    model: {
      value: 'MODEL_ID',
      about: say('Model of the device.', '设备的 model_id。'),
      otherwise: say('m_door', 'm_door'),
    },
    type: {
      value: 'NAME',
      about: say(
        'Device-type name of the model, in a service of its own.',
        '设备类型名称（使用自带服务时）。',
      ),
      otherwise: say('door phone', 'door phone'),
    },
    port: {
      value: 'NUMBER',
      about: say('Where the pages are.', '页面端口。'),
      otherwise: say('7200', '7200'),
    },
    server: {
      value: 'URL',
      about: say(
        'A server that runs already; it must allow the pages’ origin. With --appid and --secret.',
        '已运行的服务器（须允许页面来源），与 --appid、--secret 同用。',
      ),
      otherwise: say('a service of its own, in memory', '自带服务，数据在内存'),
    },
    appid: {
      value: 'APPID',
      about: say('The app.', '应用。'),
      otherwise: say('that of project.config.json', 'project.config.json 中的 appid'),
    },
    secret: {
      value: 'SECRET',
      about: say('Its secret.', '应用密钥。'),
      otherwise: say('CALLGRANT_SECRET', 'CALLGRANT_SECRET'),
    },
  },
  examples: [
    'callgrant-emulator mini-program examples/mini-program',
    'callgrant-emulator mini-program ./my-app --device door-7 --model m_lobby --type 门口机',
  ],
  async run(run) {
    const { showMiniProgram } = await import('./show-mini-program.ts')
    return showMiniProgram(run)
  },
}
