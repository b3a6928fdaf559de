/** Commands of other programs, which people may look for here. */

import type { Elsewhere } from '../command.ts'
import { say } from '../text.ts'

export const ELSEWHERE: readonly Elsewhere[] = [
  {
    name: 'mini-program',
    where: say(
      'Mini Programs are shown by the package @callgrant/emulator: npx @callgrant/emulator mini-program FOLDER',
      '小程序由 @callgrant/emulator 包运行：npx @callgrant/emulator mini-program 目录',
    ),
  },
  {
    name: 'demo',
    where: say(
      'The demo is in Callgrant’s repository: npm run demo. Here, try calls in a browser: callgrant serve --dev',
      '演示在 Callgrant 源码仓库中：npm run demo。也可在浏览器中试用：callgrant serve --dev',
    ),
  },
]
