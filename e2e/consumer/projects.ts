/** What `npm create callgrant` writes, of each template: created in an empty folder, tested, and called in. */

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureTaroProject, taroProjectFolder } from '../../scripts/lib/taro-project.ts'
import { cleanEnvironment } from '../lib/installed.ts'
import { firstCall } from './first-call.ts'
import type { Packed } from './pack.ts'
import { run } from './run.ts'

export interface Place {
  /** Where the tarballs are. */
  packs: string
  packed: Packed[]
  /** An empty folder. */
  folder: string
}

/** What is printed beside a part that passed. */
export type Said = string

/**
 * The first call: from the first command in an empty folder until pictures arrive.
 * @param withinSeconds how long that may take
 */
export async function webProject(
  template: 'plain' | 'react' | 'vue',
  place: Place,
  withinSeconds: number,
): Promise<Said> {
  const env = cleanEnvironment()
  const began = performance.now()
  const project = await create(template, place)
  const created = performance.now()
  const { pictures, seconds } = await firstCall(project, env)
  const total = (created - began) / 1000 + seconds
  if (total > withinSeconds)
    throw new Error(
      `The first call took ${total.toFixed(1)} s from the first command, more than ${withinSeconds} s.`,
    )
  for (const script of ['test', 'types', 'build']) await npm(project, 'run', script)
  return `a call with media ${total.toFixed(1)} s after the first command, ${pictures} pictures; its test, types and build pass`
}

/**
 * Taro's own packages, 600 MB, are those that the Taro builds of this repository installed: they lie above the project,
 * where Node finds them too. Everything else is installed into it.
 */
export async function taroProject(place: Place): Promise<Said> {
  const env = cleanEnvironment()
  const project = await create('taro', place, ['--no-install'])
  ensureTaroProject('app')
  symlinkSync(join(taroProjectFolder('app'), 'node_modules'), join(place.folder, 'node_modules'))
  const file = join(project, 'package.json')
  const whole = readFileSync(file, 'utf8')
  const { dependencies, devDependencies, ...rest } = JSON.parse(whole)
  const known = JSON.parse(readFileSync(join(taroProjectFolder('app'), 'package.json'), 'utf8'))
  const others = (list: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(list).filter(
        ([name]) => !(name in { ...known.dependencies, ...known.devDependencies }) || OWN.includes(name),
      ),
    )
  writeFileSync(
    file,
    JSON.stringify({ ...rest, dependencies: others(dependencies), devDependencies: others(devDependencies) }),
  )
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--legacy-peer-deps'], {
    cwd: project,
    env,
  })
  await npm(project, 'test')
  await run('node', ['../node_modules/@tarojs/cli/bin/taro', 'build', '--type', 'h5'], { cwd: project, env })
  return 'its test passes, and Taro builds it for H5'
}
/** Of those in both the project takes its own: Taro's project has an older Vite and TypeScript. */
const OWN = ['vite', 'typescript']

async function create(
  template: string,
  { packs, packed, folder }: Place,
  flags: string[] = [],
): Promise<string> {
  const { tarball = '' } = packed.find(({ name }) => name === 'create-callgrant') ?? {}
  const args = [
    'doors',
    '--template',
    template,
    '--calls',
    'video',
    '--lang',
    'en',
    '--from',
    packs,
    ...flags,
  ]
  mkdirSync(folder, { recursive: true })
  // `npm create callgrant` is `npm exec create-callgrant`.
  await run(
    'npm',
    ['exec', '--yes', '--prefer-offline', `--package=file:${tarball}`, '--', 'create-callgrant', ...args],
    {
      cwd: folder,
      env: { ...cleanEnvironment(), npm_config_prefer_offline: 'true' },
    },
  )
  return join(folder, 'doors')
}

const npm = (cwd: string, ...args: string[]) => run('npm', args, { cwd, env: cleanEnvironment() })
