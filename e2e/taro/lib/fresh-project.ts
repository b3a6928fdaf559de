/** A project as `taro init` makes it, with the dependencies of the matrix, and what a reader of our page adds to it. */

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { plainEnvironment, project } from './project.ts'

const run = promisify(execFile)
const taro = join(project, 'node_modules/@tarojs/cli/bin/taro')

export interface FreshProject {
  /** Puts text before or after what is there, once. @throws when it is not there */
  add(file: string, where: 'before' | 'after', there: string, text: string): void
  /** `taro build --type h5`, for production. @returns the folder, and seconds */
  build(): Promise<{ folder: string; seconds: number }>
  remove(): void
}

/** `taro init` with its own template: React, JavaScript, no CSS preprocessor. */
export async function freshProject(compiler: 'Webpack5' | 'Vite'): Promise<FreshProject> {
  const above = mkdtempSync(join(tmpdir(), 'callgrant-taro-fresh-'))
  const folder = join(above, 'my-app')
  const answers = ['--description', 'fresh', '--framework', 'React', '--compiler', compiler, '--css', 'None']
  const none = ['--no-typescript', '--no-build-es5', '--no-autoInstall']
  const args = [taro, 'init', 'my-app', ...answers, ...none, '--npm', 'Npm', '--template', 'default']
  await run(process.execPath, args, { cwd: above, env: plainEnvironment() })
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))

  const change = (file: string, how: (text: string) => string) =>
    writeFileSync(join(folder, file), how(readFileSync(join(folder, file), 'utf8')))
  // What `taro new` would need; it is not among the dependencies of the matrix.
  change('config/index.js', (text) => text.replace('"@tarojs/plugin-generator"', ''))
  return {
    add: (file, where, there, text) =>
      change(file, (before) => {
        if (!before.includes(there)) throw new Error(`${file} has no ${there}:\n${before}`)
        return before.replace(there, () => (where === 'after' ? there + text : text + there))
      }),
    async build() {
      const start = performance.now()
      const env = { ...plainEnvironment(), NODE_ENV: 'production' }
      await run(process.execPath, [taro, 'build', '--type', 'h5'], {
        cwd: folder,
        env,
        maxBuffer: 64 << 20,
        timeout: 400_000,
      }).catch((error: { stdout: string; stderr: string }) => {
        throw new Error(`taro build failed\n${error.stdout.slice(-4000)}\n${error.stderr.slice(-4000)}`)
      })
      return { folder: join(folder, 'dist'), seconds: (performance.now() - start) / 1000 }
    },
    remove: () => rmSync(above, { recursive: true, force: true }),
  }
}
