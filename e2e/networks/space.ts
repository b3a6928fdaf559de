/**
 * Three network namespaces: a phone and a device, and the internet between them, with the server. The phone has two ways
 * to it, of which the second is down at first. What each link does is set while it runs: by `tc netem`, or, where the
 * kernel has none, by links in user space over TUN devices.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface, type Interface } from 'node:readline'

/** What a link does to each direction. */
export interface LinkSettings {
  /** One way, in milliseconds. */
  delayMs?: number
  /** Share of packets that are lost, 0 to 1. */
  loss?: number
  /** In kbit/s; 0: as much as the machine can. */
  rateKbit?: number
  cut?: boolean
}

/** The phone's first and second way, and the device's. */
export type LinkName = 'phone' | 'mobile' | 'device'

const SUBNETS: Record<LinkName, number> = { phone: 1, mobile: 3, device: 2 }
/** Where the server is reached, by every way. */
export const SERVER_ADDRESS = '10.77.0.1'

export interface Space {
  /** How links are made: `netem`, or `tun`. */
  readonly kind: 'netem' | 'tun'
  /** The command that runs another one inside a namespace. */
  inside(where: 'phone' | 'device' | 'internet'): string[]
  set(link: LinkName, settings: LinkSettings): Promise<void>
  /** The phone leaves its first network for the second: another address, another route. */
  changeAddress(): void | Promise<void>
  /** The phone is back at its first network. */
  restoreAddress(): void | Promise<void>
  close(): Promise<void>
}

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] })

/** Which kind of link this machine can make; else what it lacks. */
export function linksPossible(): { kind: 'netem' | 'tun' } | { missing: string } {
  if (process.platform !== 'linux') return { missing: 'network namespaces are Linux’s' }
  const name = `cg-${process.pid}-try`
  try {
    ip('netns', 'add', name)
  } catch {
    return { missing: 'no network namespace can be made: run it as root, with iproute2' }
  }
  try {
    execFileSync('ip', ['netns', 'exec', name, 'tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem'], {
      stdio: 'ignore',
    })
    return { kind: 'netem' }
  } catch {
    // The kernel has no sch_netem, or there is no tc.
  } finally {
    ip('netns', 'del', name)
  }
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' })
  } catch {
    return { missing: 'the kernel has no sch_netem, and there is no python3 for links over TUN devices' }
  }
  if (existsSync('/dev/net/tun')) return { kind: 'tun' }
  return { missing: 'the kernel has neither sch_netem nor TUN devices' }
}

export async function openSpace(kind: 'netem' | 'tun'): Promise<Space> {
  const id = `cg${process.pid % 100_000}`
  const space = { phone: `${id}-phone`, device: `${id}-device`, internet: `${id}-net` }
  const home: Record<LinkName, string> = { phone: space.phone, mobile: space.phone, device: space.device }
  const names = Object.keys(SUBNETS) as LinkName[]
  const inner = (link: LinkName) => `${link}0`
  const outer = (link: LinkName) => `${link}1`
  const exec = (where: string) => ['ip', 'netns', 'exec', where]
  let links: ChildProcess | undefined
  let answers: Interface | undefined
  const set = async (link: LinkName, settings: LinkSettings) => {
    if (links) {
      links.stdin?.write(`${JSON.stringify({ link, ...settings })}\n`)
      if (answers) await once(answers, 'line')
      return
    }
    const { delayMs = 0, loss = 0, rateKbit = 0, cut = false } = settings
    const netem = ['delay', `${delayMs}ms`, 'loss', `${cut ? 100 : loss * 100}%`]
    if (rateKbit > 0) netem.push('rate', `${rateKbit}kbit`)
    for (const [where, device] of [
      [home[link], inner(link)],
      [space.internet, outer(link)],
    ] as const) {
      ip('netns', 'exec', where, 'tc', 'qdisc', 'replace', 'dev', device, 'root', 'netem', ...netem)
    }
  }
  const route = (link: LinkName) =>
    ip('-n', home[link], 'route', 'replace', 'default', 'via', `10.77.${SUBNETS[link]}.1`, 'dev', inner(link))
  const close = async () => {
    answers?.close()
    if (links && links.exitCode === null) {
      links.stdin?.end()
      await once(links, 'exit')
    }
    for (const name of Object.values(space)) {
      try {
        ip('netns', 'del', name)
      } catch {
        // It was never made.
      }
    }
  }
  try {
    for (const name of Object.values(space)) {
      ip('netns', 'add', name)
      ip('-n', name, 'link', 'set', 'lo', 'up')
    }
    if (kind === 'tun') {
      const given = names.map((link) => `${link}:${inner(link)}:${home[link]}:${outer(link)}`)
      const [command = '', ...args] = [
        ...exec(space.internet),
        'python3',
        `${import.meta.dirname}/link.py`,
        ...given,
      ]
      links = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
      answers = createInterface({ input: links.stdout as NodeJS.ReadableStream })
      await Promise.race([
        once(answers, 'line'),
        once(links, 'exit').then(() => Promise.reject(new Error('the links could not be made'))),
      ])
    }
    for (const link of names) {
      if (kind === 'netem') {
        ip(
          '-n',
          home[link],
          'link',
          'add',
          inner(link),
          'type',
          'veth',
          'peer',
          'name',
          outer(link),
          'netns',
          space.internet,
        )
      }
      const subnet = SUBNETS[link]
      ip('-n', home[link], 'addr', 'add', `10.77.${subnet}.2/24`, 'dev', inner(link))
      ip('-n', space.internet, 'addr', 'add', `10.77.${subnet}.1/24`, 'dev', outer(link))
      ip('-n', space.internet, 'link', 'set', outer(link), 'up')
      if (link === 'mobile') continue
      ip('-n', home[link], 'link', 'set', inner(link), 'up')
      route(link)
    }
    ip('-n', space.internet, 'addr', 'add', `${SERVER_ADDRESS}/32`, 'dev', 'lo')
    ip('netns', 'exec', space.internet, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward')
  } catch (error) {
    await close()
    throw error
  }
  return {
    kind,
    inside: (where) => exec(space[where]),
    set,
    changeAddress() {
      ip('-n', space.phone, 'link', 'set', inner('phone'), 'down')
      ip('-n', space.phone, 'link', 'set', inner('mobile'), 'up')
      route('mobile')
    },
    restoreAddress() {
      ip('-n', space.phone, 'link', 'set', inner('mobile'), 'down')
      ip('-n', space.phone, 'link', 'set', inner('phone'), 'up')
      route('phone')
    },
    close,
  }
}
