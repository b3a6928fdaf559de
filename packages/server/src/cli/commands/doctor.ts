/** `callgrant doctor`: can this machine run the service, and if not, what to fix. */

import { SERVER_OPTION } from '../client.ts'
import type { Command } from '../command.ts'
import { say } from '../text.ts'
import { environmentOnly, settingsOptions } from './settings-options.ts'

export const doctor: Command = {
  name: 'doctor',
  about: say(
    'Check configuration, store, keys, port, clock and TURN, and say what to fix. Exit code 1 if anything is broken.',
    '检查配置、存储、密钥、端口、时钟和 TURN，并说明如何修复。有故障时退出码为 1。',
  ),
  options: { ...SERVER_OPTION, ...settingsOptions() },
  optionsOf: 'serve',
  environment: environmentOnly(),
  examples: ['callgrant doctor', 'callgrant doctor --data-dir /var/lib/callgrant --json'],
  async run(run) {
    const { examine } = await import('../doctor/examine.ts')
    return examine(run)
  },
}
