/**
 * `npm test`: installs what the tests need, runs all parts but the real Taro builds, some side by side, and prints one line
 * a part and each failure in full. Files in which a few tests failed are run once more when nothing runs beside them: what passes
 * then is named as such, and is no failure. `npm test -- --all` runs the Taro builds too; `npm test -- <file or option>` hands
 * the arguments to Vitest. The last line is plain, for machines: `12 passed, 0 failed, 1 skipped`.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { ensureChromium, findChromiumShell } from './lib/chromium.ts'
import { staleCompatibility } from './lib/compatibility.ts'
import { ensureCoturn } from './lib/coturn.ts'
import { ensureDeployTools } from './lib/deploy-tools.ts'
import { ensureDeviceTools } from './lib/device-tools.ts'
import { buildDocsSite } from './lib/docs-site.ts'
import { ensureFaketime } from './lib/faketime.ts'
import { inLanes } from './lib/lanes.ts'
import { ensureNats } from './lib/nats.ts'
import { buildPages } from './lib/pages.ts'
import { ensurePgTools } from './lib/pg-dump.ts'
import { ensurePgbouncer } from './lib/pgbouncer.ts'
import { Progress } from './lib/progress.ts'
import { ensurePython } from './lib/python.ts'
import { missing } from './lib/requirements.ts'
import { type Counts, countsOf, failuresOf, runVitest, showVitest } from './lib/run-vitest.ts'
import { ensureShells } from './lib/shells.ts'
import { staleMatrix } from './lib/taro-matrix.ts'
import { buildTaroPlugin } from './lib/taro-plugin.ts'

interface Part {
  name: string
  /** Of vitest.config.ts. */
  project: string
  args?: string[]
}

/**
 * The longest come first, and long projects in pieces, or one part runs at the end with nothing beside it. No more than two of
 * `browser` should run at once: each has a Chromium, and they starve each other's media.
 */
const PARTS: Part[] = [
  shard('server', '1/2'),
  shard('server', '2/2'),
  shard('browser', '1/4'),
  shard('browser', '2/4'),
  shard('integration', '2/2'),
  shard('integration', '1/2'),
  shard('browser', '3/4'),
  shard('browser', '4/4'),
  { name: 'compatibility', project: 'compatibility' },
  { name: 'unit', project: 'unit' },
]
const TARO: Part = { name: 'taro', project: 'taro' }
/** Pages that are made from the tests of a project. @returns a line for each fault, from the part's report */
const PAGES: Record<string, (report: string) => string[]> = {
  compatibility: staleCompatibility,
  taro: staleMatrix,
}

/** One more than the machine has processors, for tests also wait; and at most three. */
const LANES = Math.min(3, availableParallelism() + 1)
/** More failures than this are not those of a busy machine. */
const AGAIN_MOST = 5

// Tests start a server, or the command line, some hundred times: with what Node compiled kept, each takes half as long.
process.env.NODE_COMPILE_CACHE ??= resolve(import.meta.dirname, '../node_modules/.cache/node')

const args = process.argv.slice(2)
const all = args.includes('--all')
const vitestArgs = args.filter((arg) => arg !== '--all')
const temporary = mkdtempSync(join(tmpdir(), 'callgrant-test-'))
const progress = new Progress()
/** Files to run once more, with their projects. */
const again: [project: string, failures: ReturnType<typeof failuresOf>][] = []
const total: Counts = { passed: 0, failed: 0, skipped: 0 }

// Asked for a few files, nobody waits for installations; the tests then say what they miss.
if (vitestArgs.every((arg) => arg.startsWith('-'))) await prepare()
if (vitestArgs.length > 0) {
  const report = join(temporary, 'report.json')
  add(countsOf(report, await showVitest(report, vitestArgs)))
} else {
  // Builds of Taro take longest.
  const parts = all ? [TARO, ...PARTS] : PARTS
  await inLanes(
    parts.map((part) => () => runPart(part)),
    LANES,
  )
  if (total.failed <= AGAIN_MOST) for (const [project, failures] of again) await runAgain(project, failures)
}
rmSync(temporary, { recursive: true, force: true })
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exitCode = total.failed > 0 ? 1 : 0

function shard(project: string, piece: string): Part {
  return { name: `${project} ${piece}`, project, args: [`--shard=${piece}`] }
}

async function runPart({ name, project, args = [] }: Part): Promise<void> {
  const report = join(temporary, `${name.replace('/', ' of ')}.json`)
  const workers = Math.max(1, Math.floor(availableParallelism() / LANES))
  progress.begin(name)
  const { code, output } = await runVitest(
    report,
    [`--project=${project}`, `--maxWorkers=${workers}`, ...args],
    (ended) => progress.note(name, `${ended} tests`),
  )
  const counts = countsOf(report, code)
  if (counts.failed > 0) again.push([project, failuresOf(report)])
  // A page is made from tests that all passed.
  const faults = counts.failed === 0 ? (PAGES[project]?.(report) ?? []) : []
  counts.failed += faults.length
  add(counts)
  const seconds = Math.round(progress.end(name))
  const { passed, failed, skipped } = counts
  const mark = failed === 0 ? '✓' : '✗'
  progress.print(`${mark} ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped, ${seconds} s`)
  if (code !== 0) progress.print(output)
  for (const fault of faults) progress.print(fault)
}

/** Runs files of a project alone. Those that pass now are counted so; their tests that failed before are named. */
async function runAgain(project: string, failures: ReturnType<typeof failuresOf>): Promise<void> {
  for (const { file, tests } of failures) {
    const path = relative(process.cwd(), file)
    progress.begin(`again, alone: ${path}`)
    const report = join(temporary, 'again.json')
    const { code, output } = await runVitest(
      report,
      [`--project=${project}`, '--maxWorkers=1', path],
      () => {},
    )
    progress.end(`again, alone: ${path}`)
    if (code !== 0) {
      progress.print(`✗ failed alone, too: ${path}\n${output}`)
      continue
    }
    const failed = Math.max(1, tests.length)
    add({ passed: failed, failed: -failed, skipped: 0 })
    progress.print(
      `! passed alone, failed beside other tests: ${path}\n${tests.map((test) => `    ${test}`).join('\n')}`,
    )
  }
}

function add(counts: Counts): void {
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key]
}

/** Chromium, coturn, NATS, PgBouncer, Python, a C compiler, and what is built once before tests that run side by side use it. */
async function prepare(): Promise<void> {
  const chromium = ensureChromium()
  if ('path' in chromium) {
    const shell = findChromiumShell()
    if (shell) process.env.CHROMIUM_SHELL_PATH = shell
    process.env.CHROMIUM_PATH = chromium.path
    progress.print(`Chromium: ${chromium.path}${shell ? ` and ${shell}` : ''}`)
  } else missing('Chromium', chromium.reason, 'browser tests are skipped')
  const coturn = ensureCoturn()
  if ('path' in coturn) progress.print(`coturn: ${coturn.path}`)
  else missing('coturn', coturn.reason, 'tests of TURN are skipped')
  const nats = ensureNats()
  if ('path' in nats) progress.print(`NATS: ${nats.path}`)
  else missing('NATS', nats.reason, 'tests of several nodes are skipped')
  const pgbouncer = ensurePgbouncer()
  if ('path' in pgbouncer) progress.print(`PgBouncer: ${pgbouncer.path}`)
  else missing('PgBouncer', pgbouncer.reason, 'tests of PostgreSQL behind it are skipped')
  const faketime = ensureFaketime()
  if ('path' in faketime) progress.print(`libfaketime: ${faketime.path}`)
  else missing('libfaketime', faketime.reason, 'no clock is moved among the faults')
  const tools = ensurePgTools()
  if ('path' in tools) progress.print(`pg_dump: ${tools.path}`)
  else missing('pg_dump', tools.reason, 'the test of a backup of PostgreSQL is skipped')
  const deploy = ensureDeployTools()
  if ('paths' in deploy) progress.print(`checks of deploy/: ${deploy.paths.join(', ')}`)
  else
    missing('caddy, systemd-analyze or promtool', deploy.reason, 'parts of the test of deploy/ are skipped')
  const python = ensurePython()
  if ('path' in python) progress.print(`Python: ${python.path}`)
  else missing('Python', python.reason, 'the test of the device in Python is skipped')
  const compiler = ensureDeviceTools()
  if ('path' in compiler) progress.print(`C compiler: ${compiler.path}`)
  else missing('a C compiler', compiler.reason, 'the test of the device in C is skipped')
  const shells = ensureShells()
  if (shells) missing('zsh or fish', shells, 'their completions are not tested')
  await buildOnce('pages', buildPages)
  await buildOnce('documentation’s site', buildDocsSite)
  // Two parts then pack it at the same time.
  if (all) await buildOnce('Taro plugin', buildTaroPlugin)
}

/** @param build resolves with null when there was nothing to do */
async function buildOnce(what: string, build: () => Promise<number | null>): Promise<void> {
  progress.begin(`building the ${what}`)
  const took = await build()
  const seconds = progress.end(`building the ${what}`).toFixed(1)
  progress.print(`${what}: ${took === null ? 'up to date' : `built in ${seconds} s`}`)
}
