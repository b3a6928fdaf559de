/** The demo's server, as a process of its own: `node server-process.ts PORT DATA_DIR` prints its address as JSON. */

import { createService, readSettings } from 'callgrant'

const [port, dataDir] = process.argv.slice(2)
const service = await createService(readSettings({}, { port, 'data-dir': dataDir, 'log-level': 'warn' }))
await service.start()
process.stdout.write(`${JSON.stringify({ address: service.address })}\n`)
process.once('SIGTERM', () => void service.stop().then(() => process.exit(0)))
