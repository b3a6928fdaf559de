/**
 * `npm run cluster`: PostgreSQL, NATS, coturn and three nodes on this machine, and a try page whose phone and door are
 * on different nodes. No containers; what it writes is removed when it ends.
 */

import { parseArgs, styleText } from 'node:util'
import { startLocalCluster } from './lib/cluster.ts'
import { Progress } from './lib/progress.ts'

const HELP = `npm run cluster -- [options]

Starts PostgreSQL, NATS, coturn and three nodes of Callgrant on this machine, and prints the address of a try page
whose phone is on the first node, its door on the second, and itself on the third. A node that ends is started again;
its clients go on at another. Ctrl+C stops everything, and removes what was written.

On Debian as root, NATS and coturn are installed when they are missing; PostgreSQL comes with the packages.

  --port <n>   of the try page; the nodes and two more addresses take the five ports that follow. Default 7200; 0: any
  --json       one line of JSON when it is ready: addresses, processes, the operator's token
  --help       this text

Examples
  npm run cluster
  npm run cluster -- --port 0 --json
  kill -9 <process of node 1>        # while the door rings: the call goes on
  kill -STOP <process of node 2>     # hangs, as a machine does that swaps; kill -CONT lets it go on
`

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '7200' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const port = Number(values.port)
if (values.help) process.stdout.write(HELP)
else if (!Number.isInteger(port) || port < 0 || port > 65_530) {
  process.stderr.write(`--port should be a whole number from 0 to 65530, but is ${values.port}.\n`)
  process.exitCode = 2
} else await run()

async function run(): Promise<void> {
  const stopAsked = untilStop()
  const stream = values.json ? process.stderr : process.stdout
  const progress = new Progress(stream)
  const style = (format: Parameters<typeof styleText>[0], text: string) => styleText(format, text, { stream })
  try {
    const cluster = await startLocalCluster({
      port,
      begin: (part) => progress.begin(part),
      ended(part, words) {
        const took = style('dim', `${progress.end(part).toFixed(1)} s`.padStart(6))
        progress.print(`${style('green', '✓')} ${part.padEnd(10)} ${took}  ${words}`)
      },
      note: (line) => progress.print(line),
    })
    const nodes = cluster.nodes.map((node) => ({ address: node.address, pid: node.pid() }))
    const { tryPage, phone, door, adminToken } = cluster
    if (values.json) process.stdout.write(`${JSON.stringify({ tryPage, phone, door, nodes, adminToken })}\n`)
    else {
      const lines = nodes.map(({ address, pid }, n) => `  node ${n + 1}  ${address}  process ${pid}`)
      progress.print(
        [
          '',
          `Try it: ${style(['bold', 'cyan'], tryPage)}`,
          `  phone   ${phone}  prefers node 1`,
          `  door    ${door}  prefers node 2`,
          ...lines,
          '',
          'As the operator:',
          `  export CALLGRANT_SERVER=${nodes[0]?.address}`,
          `  export CALLGRANT_ADMIN_TOKEN=${adminToken}`,
          '  npm run callgrant -- app list',
          '',
          style('dim', 'Ctrl+C stops it.'),
        ].join('\n'),
      )
    }
    await stopAsked
    progress.print('Stopping …')
    await cluster.stop()
  } catch (error) {
    progress.print((error as Error).message)
    process.exitCode = 1
  }
  // Who waits for a signal no longer waits for anything.
  process.exit()
}

/** Resolves at a signal to stop, or when npm was killed and left this behind. */
function untilStop(): Promise<void> {
  return new Promise((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop())
    const parent = process.ppid
    setInterval(() => {
      if (process.ppid !== parent) stop()
    }, 500)
  })
}
