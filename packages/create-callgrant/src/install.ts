/** Installs the packages of a project, with the package manager by which the command was started. */

import { spawn } from 'node:child_process'
import { Refusal, say } from './texts.ts'

export type Manager = 'npm' | 'pnpm' | 'yarn'

/** @param env `npm_config_user_agent` is `pnpm/12.0.0 npm/? node/v24.0.0 …` where pnpm started the command */
export function managerOf(env: NodeJS.ProcessEnv): Manager {
  const [agent] = (env.npm_config_user_agent ?? '').split('/')
  return agent === 'pnpm' || agent === 'yarn' ? agent : 'npm'
}

const ARGS: Record<Manager, string[]> = {
  npm: ['install', '--no-audit', '--no-fund', '--loglevel=error'],
  pnpm: ['install'],
  yarn: ['install'],
}

const NO_NETWORK = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ENOTCACHED/

/** @throws Refusal with what the package manager said @throws the signal's reason, when it is aborted */
export async function install(folder: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const manager = managerOf(env)
  const { command, args, shell } = programOf(manager, env)
  // Where nothing can be reached, npm would try for minutes.
  const retries = { npm_config_fetch_retries: '1', npm_config_fetch_retry_mintimeout: '1000' }
  const child = spawn(command, [...args, ...ARGS[manager]], {
    cwd: folder,
    // In production mode package managers leave out what the tests and the pages are built with.
    env: { ...retries, ...env, NODE_ENV: 'development' },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell,
  })
  const stop = () => child.kill()
  signal.addEventListener('abort', stop)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk))
  const code = await new Promise<number | null>((done, failed) => {
    child.once('error', failed).once('close', done)
  }).finally(() => signal.removeEventListener('abort', stop))
  signal.throwIfAborted()
  if (code === 0) return

  const last = output.trim().split('\n').slice(-12).join('\n')
  const again = say(
    'Nothing was written. Try again, or write the project alone with --no-install.',
    '没有写入任何文件。请重试，或用 --no-install 只写项目。',
  )
  const why = NO_NETWORK.test(output)
    ? say(
        'The package registry cannot be reached: is there a network?',
        '无法访问软件包 registry：网络是否可用？',
      )
    : say(`${manager} could not install the packages.`, `${manager} 无法安装依赖。`)
  throw new Refusal(say(`${why.en}\n\n${last}\n\n${again.en}`, `${why.zh}\n\n${last}\n\n${again.zh}`))
}

/** npm names its own program, which also finds it where PATH does not, and needs no shell on Windows. */
function programOf(manager: Manager, env: NodeJS.ProcessEnv) {
  const own = env.npm_execpath
  if (own && /\.[cm]?js$/.test(own)) return { command: process.execPath, args: [own], shell: false }
  return { command: manager, args: [], shell: process.platform === 'win32' }
}
