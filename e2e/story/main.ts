/** `npm run story`: what a back end hears of the whole story, and what is left of a person who was forgotten. */

import { parseArgs } from 'node:util'
import { tellStory } from './story.ts'

const HELP = `npm run story -- [options]

Starts a server and a back end on this machine. The back end is told nothing but where the server is; it registers a
webhook, and verifies each event by Standard Webhooks' own library. Then people are asked, allow, refuse, are rung, answer,
hang up, switch off and on: each event must be there within a second. The back end is killed for a while, and must miss
nothing. At last a person is forgotten, and their openid must be in no file of the server, nor in its log.

Prints a line for each thing that is so (✓) or not (✗); ends with 1 when something is not.

  --away <seconds>   how long the back end is away. Default 10
  --help             this text
`

const { values } = parseArgs({
  options: { away: { type: 'string', default: '10' }, help: { type: 'boolean', default: false } },
})
const away = Number(values.away)
if (values.help) process.stdout.write(HELP)
else if (!(away >= 0 && away <= 600)) {
  process.stderr.write(`--away should be 0 to 600 seconds, but is ${values.away}.\n`)
  process.exitCode = 2
} else {
  const faults = await tellStory({ awayMs: away * 1000, say: (line) => process.stdout.write(`${line}\n`) })
  process.stdout.write(faults.length === 0 ? 'All of it is so.\n' : `${faults.length} things are not so.\n`)
  process.exitCode = faults.length === 0 ? 0 : 1
}
