/** `callgrant serve`: the service itself. */

import type { Command } from '../command.ts'
import { say } from '../text.ts'
import { environmentOnly, settingsOptions } from './settings-options.ts'

export const serve: Command = {
  name: 'serve',
  about: say(
    'Run the service. On loopback and closed unless told otherwise; --dev opens a page to try it.',
    '运行服务。默认仅监听本机且不开放试用接口；--dev 开启试用页面。',
  ),
  jsonLines: true,
  options: settingsOptions(),
  environment: environmentOnly(),
  examples: [
    'callgrant serve --dev',
    'callgrant serve --port 8080 --data-dir /var/lib/callgrant',
    'DATABASE_URL=postgres://callgrant@db/callgrant CALLGRANT_KEYS=… callgrant serve --host 0.0.0.0 --trust-proxy 10.0.0.0/8',
  ],
  async run(run) {
    const { runServer } = await import('../run-server.ts')
    return runServer(run)
  },
}
