#!/usr/bin/env node
// Starts the command: from `dist` where it is built, from the sources in the repository. Old syntax only up to the
// version check, so that an old Node can say what to do.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const NEEDED = 24
const sources = fileURLToPath(new URL('../src/main.ts', import.meta.url))

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  process.stderr.write(
    `A Callgrant project needs Node ${NEEDED} or newer, and this is ${process.version}. Install it from https://nodejs.org; nothing was written.\n` +
      `Callgrant 项目需要 Node ${NEEDED} 或更新的版本，当前是 ${process.version}。请从 https://nodejs.org 安装；没有写入任何文件。\n`,
  )
  process.exitCode = 1
} else if (existsSync(sources)) {
  const child = spawn(process.execPath, [sources, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.once('exit', (code) => {
    process.exitCode = code ?? 1
  })
} else {
  import('../dist/main.js')
}
