/** The program `callgrant-emulator`: its name and its commands. */

import { readFileSync } from 'node:fs'
import { type Program, say } from 'callgrant/command-line'
import { miniProgram } from './mini-program.ts'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

export const emulator: Program = {
  name: 'callgrant-emulator',
  version,
  about: say(
    'callgrant-emulator: Mini Programs with device calls, outside WeChat.',
    'callgrant-emulator：在微信之外运行带设备通话的小程序。',
  ),
  commands: [miniProgram],
}
