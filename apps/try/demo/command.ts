/** `npm run demo`: the main job without a browser, on a temporary store. */

import type { Command } from 'callgrant/command-line'
import { say } from 'callgrant/command-line'

export const demo: Command = {
  name: 'demo',
  about: say(
    'Play the whole story on a temporary store, with real WebRTC media between two endpoints in Node.',
    '在临时存储上演示完整流程：两个 Node 端点之间传输真实的 WebRTC 媒体。',
  ),
  options: {
    keep: {
      about: say(
        'Leave the temporary data folder behind, and print where it is.',
        '保留临时数据目录并显示其位置。',
      ),
    },
  },
  examples: ['npm run demo', 'npm run demo -- --json'],
  async run(run) {
    const { runDemo } = await import('./run-demo.ts')
    return runDemo(run)
  },
}
