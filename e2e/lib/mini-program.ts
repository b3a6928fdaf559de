/** Starts `callgrant-emulator mini-program` on a folder, and opens its pages as a phone and as a device. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser, Page } from 'playwright-core'

const root = resolve(import.meta.dirname, '../..')

export interface ProgramServer {
  /** Address of the pages, without a slash at its end. */
  url: string
  /** What it printed so far, warnings of the compiler among it. */
  printed: string[]
  stop(): Promise<void>
}

/** @throws with what it printed, when it ended before it listened */
export async function startMiniProgram(folder: string, ...flags: string[]): Promise<ProgramServer> {
  const main = join(root, 'packages/emulator/src/command/main.ts')
  return startProgram(['--conditions=callgrant-source', main], [resolve(root, folder), ...flags])
}

/** The same, of the program that npm installed. @param program its path */
export async function startInstalledMiniProgram(
  program: string,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<ProgramServer> {
  return startProgram([program], [folder], env)
}

async function startProgram(
  main: string[],
  args: string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<ProgramServer> {
  const program = spawn(process.execPath, [...main, 'mini-program', ...args, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  })
  const printed: string[] = []
  const url = await addressOf(program, printed)
  return {
    url,
    printed,
    async stop() {
      if (program.exitCode !== null) return
      program.kill('SIGTERM')
      await once(program, 'exit')
    },
  }
}

function addressOf(program: ChildProcess, printed: string[]): Promise<string> {
  return new Promise((found, failed) => {
    for (const stream of [program.stdout, program.stderr]) {
      if (!stream) continue
      createInterface(stream).on('line', (line) => {
        printed.push(line)
        if (!line.startsWith('{"phone"')) return
        found(new URL((JSON.parse(line) as { phone: string }).phone).origin)
      })
    }
    program.once('exit', (code) => failed(new Error(`it ended with ${code}:\n${printed.join('\n')}`)))
  })
}

export interface OpenProgram {
  page: Page
  /** What scripts threw, and what they and the runtime wrote as errors. */
  errors: string[]
  warnings: string[]
  close(): Promise<void>
}

/** Opens it in a browser of its own, in Chinese, and waits for its first page. */
export async function openProgram(
  browser: Browser,
  url: string,
  viewport = { width: 360, height: 740 },
): Promise<OpenProgram> {
  const context = await browser.newContext({ viewport, locale: 'zh-CN', reducedMotion: 'reduce' })
  const page = await context.newPage()
  const errors: string[] = []
  const warnings: string[] = []
  page.on('pageerror', (error) => errors.push(String(error.stack)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
    if (message.type() === 'warning') warnings.push(message.text())
  })
  await page.goto(url)
  await page
    .locator('html[data-ready]')
    .waitFor({ state: 'attached' })
    .catch(async (cause) => {
      throw new Error(`not ready: ${await page.locator('body').innerText()}\n${errors.join('\n')}`, { cause })
    })
  return { page, errors, warnings, close: () => context.close() }
}
