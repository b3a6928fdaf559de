/** The app for React Native: the example and the page of the matrix, compiled by Taro's preset, bundled by Metro. */

import { execFile, execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { ensureTaroProject, taroProjectFolder } from '../../../scripts/lib/taro-project.ts'
import { pack } from './project.ts'

const root = resolve(import.meta.dirname, '../../..')
const here = join(root, 'e2e/taro/rn')

export const rnProject = taroProjectFolder('rn')

export interface RnApp {
  /** What Metro wrote. */
  bundle: string
  /** React Native's native half, played. */
  nativeHalf: string
  seconds: number
}

/** @throws with all that Metro printed, when it cannot bundle the app */
export async function buildRnApp(): Promise<RnApp> {
  ensureTaroProject('rn')
  fill()
  const start = performance.now()
  const environment = Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_|TARO_)/.test(name))
  try {
    await promisify(execFile)(process.execPath, ['bundle.js'], {
      cwd: rnProject,
      env: { ...Object.fromEntries(environment), NODE_ENV: 'production', TARO_ENV: 'rn' },
      timeout: 400_000,
    })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`Metro failed\n${stdout}\n${stderr}`)
  }
  return {
    bundle: readFileSync(join(rnProject, 'dist/app.js'), 'utf8'),
    nativeHalf: readFileSync(join(here, 'native-half.js'), 'utf8'),
    seconds: (performance.now() - start) / 1000,
  }
}

function fill(): void {
  for (const name of ['src', 'dist']) rmSync(join(rnProject, name), { recursive: true, force: true })
  mkdirSync(join(rnProject, 'dist'))
  const example = join(root, 'examples/taro-app')
  const overlay = join(root, 'e2e/taro/overlay')
  cpSync(join(example, 'src'), join(rnProject, 'src'), { recursive: true })
  cpSync(join(overlay, 'src'), join(rnProject, 'src'), { recursive: true })
  cpSync(join(here, 'src'), join(rnProject, 'src'), { recursive: true })
  cpSync(join(example, 'babel.config.js'), join(rnProject, 'babel.config.js'))
  cpSync(join(overlay, 'packages'), join(rnProject, 'node_modules'), { recursive: true })
  for (const name of ['index.js', 'bundle.js', 'metro.config.js', 'native-library.js']) {
    cpSync(join(here, name), join(rnProject, name))
  }
  const place = join(rnProject, 'node_modules/taro-plugin-callgrant')
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place)
  // With today's times: npm packs every file with one and the same, and Metro goes by it and the size.
  execFileSync('tar', ['-xzmf', pack(), '--strip-components=1', '-C', place])
}
