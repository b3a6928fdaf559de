/** Carries out a Dockerfile without an engine: each stage is a folder, and its commands are run there as they stand. */

import { execFileSync, spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type Copy, DockerfileParser, type Instruction, type JSONInstruction } from 'dockerfile-ast'
import { cleanEnvironment } from './installed.ts'

const ROOT = resolve(import.meta.dirname, '../..')
/** It exists on every Linux and owns nothing: stands for the image's user. */
const NOBODY = 65534
const INSTALLED = ['node_modules/{.bin,*}', 'node_modules/@*/*', '{packages,apps}/*/node_modules']

/** An image that was built, as far as that goes without an engine. */
export interface Image {
  /** The folder that stands for `/`. */
  root: string
  workdir: string
  env: Record<string, string>
  user: string
  ports: string[]
  /** Of `CMD`, and of the health check. */
  command: string[]
  healthCheck: string[]
  /** Starts a command of the image in it, as a user who may write in `/data` alone. */
  start(command: readonly string[], env: Record<string, string>): ReturnType<typeof spawn>
  remove(): void
}

interface Stage {
  root: string
  workdir: string
  env: Record<string, string>
  user: string
  ports: string[]
}

/**
 * What the stages need of base images, Node, npm and a shell, is this machine's. `npm ci` takes what is installed in this
 * repository. A command of the last stage that prepares folders of the image is not run: its folder is made.
 */
export function buildImage(text: string): Image {
  const temporary = mkdtempSync(join(tmpdir(), 'callgrant-image-'))
  const stages = new Map<string, Stage>()
  let stage: Stage | undefined
  let command: string[] = []
  let healthCheck: string[] = []
  const file = DockerfileParser.parse(text)
  const last = file.getFROMs().at(-1)
  let isLast = false
  for (const from of file.getFROMs()) {
    stages.set(from.getBuildStage() ?? '', {
      root: mkdtempSync(join(temporary, 'stage-')),
      workdir: '/',
      env: {},
      user: 'root',
      ports: [],
    })
  }
  for (const instruction of file.getInstructions()) {
    const words = instruction.getArguments().map((argument) => argument.getValue())
    const [first = ''] = words
    switch (instruction.getKeyword()) {
      case 'FROM':
        isLast = instruction.getRange().start.line === last?.getRange().start.line
        stage = stages.get(words[1]?.toUpperCase() === 'AS' ? (words[2] ?? '') : '')
        break
      case 'WORKDIR':
        if (stage) stage.workdir = first
        mkdirSync(inside(stage, first), { recursive: true })
        break
      case 'COPY':
        copy(instruction as Copy, words, stage, stages)
        break
      case 'RUN':
        run(textOf(instruction), stage, isLast)
        break
      case 'ENV':
        for (const word of words) {
          const [name = '', ...value] = word.split('=')
          if (stage) stage.env[name] = value.join('=')
        }
        break
      case 'USER':
        if (stage) stage.user = first
        break
      case 'EXPOSE':
        stage?.ports.push(...words)
        break
      case 'CMD':
        command = stringsOf(instruction)
        break
      case 'HEALTHCHECK':
        healthCheck = JSON.parse(textOf(instruction).replace(/^[\s\S]*?CMD\s+/, '')) as string[]
        break
      // An argument of the build that nobody gives.
      case 'ARG':
      case 'VOLUME':
      case 'STOPSIGNAL':
        break
      default:
        throw new Error(`What is ${instruction.getKeyword()} without an engine?`)
    }
  }
  if (!stage) throw new Error('There is no FROM.')
  const { root, workdir, env, user, ports } = stage
  execFileSync('chmod', ['-R', 'a+rX', temporary])
  const data = inside(stage, '/data')
  mkdirSync(data, { recursive: true })
  execFileSync('chown', ['-R', String(process.getuid?.() === 0 ? NOBODY : process.getuid?.()), data])
  return {
    root,
    workdir,
    env,
    user,
    ports,
    command,
    healthCheck,
    start: (words, more) =>
      spawn(words[0] ?? '', words.slice(1), {
        cwd: join(root, workdir),
        env: { ...cleanEnvironment(), ...env, CALLGRANT_DATA_DIR: data, ...more },
        ...(process.getuid?.() === 0 && { uid: NOBODY, gid: NOBODY }),
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    remove: () => rmSync(temporary, { recursive: true, force: true }),
  }
}

function copy(
  instruction: Copy,
  words: string[],
  stage: Stage | undefined,
  stages: Map<string, Stage>,
): void {
  const flag = instruction.getFlags().find((one) => one.getName() === 'from')
  const [source = '', target = ''] = words
  const to = inside(stage, target)
  if (flag) {
    cpSync(inside(stages.get(flag.getValue() ?? ''), source), to, { recursive: true, verbatimSymlinks: true })
    return
  }
  // The context: what is committed, or is to be.
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    maxBuffer: 1 << 26,
  })
  for (const path of String(listed).split('\0').filter(Boolean)) {
    if (!existsSync(join(ROOT, path))) continue
    mkdirSync(dirname(join(to, path)), { recursive: true })
    cpSync(join(ROOT, path), join(to, path))
  }
}

function run(command: string, stage: Stage | undefined, isLast: boolean): void {
  const cwd = inside(stage, '.')
  if (command.startsWith('npm ci ')) {
    for (const path of globSync(INSTALLED, { cwd: ROOT })) linkInstalled(path, cwd)
    return
  }
  if (isLast) {
    if (!command.startsWith('mkdir /data'))
      throw new Error(`${command} would be run on this machine's folders.`)
    return
  }
  execFileSync('sh', ['-ec', command], {
    cwd,
    env: { ...cleanEnvironment(), npm_config_prefer_offline: 'true' },
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 1 << 26,
  })
}

/** What is installed is this repository's; its own packages are those of the folder. */
function linkInstalled(path: string, folder: string): void {
  const from = join(ROOT, path)
  const to = join(folder, path)
  const isOurs = lstatSync(from).isSymbolicLink()
  const isScope = path.startsWith('node_modules/@') && path.split('/').length === 2
  if (isScope) return
  mkdirSync(dirname(to), { recursive: true })
  symlinkSync(isOurs ? readlinkSync(from) : from, to)
}

function inside(stage: Stage | undefined, path: string): string {
  if (!stage) throw new Error('There is no such stage.')
  return join(stage.root, path.startsWith('/') ? path : join(stage.workdir, path))
}

const textOf = (instruction: Instruction) =>
  instruction.getTextContent().slice(instruction.getKeyword().length).replace(/\\\n/g, '').trim()
const stringsOf = (instruction: Instruction) =>
  (instruction as JSONInstruction)
    .getJSONStrings()
    .map((argument) => JSON.parse(argument.getValue()) as string)
