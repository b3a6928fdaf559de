/** What goes wrong: each takes something away for a moment and gives it back. */

import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from './random.ts'
import type { Member, World } from './world.ts'

export interface Fault {
  name: string
  /** How often it is chosen, beside the others of its lane. */
  weight: number
  possible(world: World): boolean
  /** Resolves when all is as before. */
  happen(world: World, random: Random): Promise<void>
}

/** A moment, as short as a hiccup or as long as a reboot; in milliseconds. */
const moment = (random: Random) => pause(random.between(100, random.chance(0.2) ? 3_500 : 1_500))

/** To the nodes themselves. One at a time: the others take its clients. */
export const OF_NODES: Fault[] = [
  {
    name: 'a node is killed (-9) and started again',
    weight: 3,
    possible: () => true,
    async happen(world, random) {
      const member = random.pick(world.members)
      member.down = true
      await member.node.kill()
      await moment(random)
      await startAgain(member)
      member.down = false
    },
  },
  {
    name: 'a node is paused (SIGSTOP)',
    weight: 4,
    possible: () => true,
    async happen(world, random) {
      const { node } = random.pick(world.members)
      node.signal('SIGSTOP')
      await moment(random)
      node.signal('SIGCONT')
    },
  },
  {
    name: 'the clock of a node moves by 30 s',
    weight: 2,
    possible: ({ members }) => members.some(({ moveClock }) => moveClock !== null),
    async happen(world, random) {
      for (const { moveClock } of world.members) moveClock?.(random.pick([-30, 30]))
      await moment(random)
      if (random.chance(0.5)) for (const { moveClock } of world.members) moveClock?.(0)
    },
  },
]

/** To what is between and behind the nodes. */
export const OF_PARTS: Fault[] = [
  ...cuts('a node does not reach PostgreSQL', 4, ({ store }) => store),
  // All that nodes say to each other goes through NATS.
  ...cuts('a node does not reach NATS, and so no other node', 5, ({ bus }) => bus),
  {
    name: 'two nodes do not reach NATS',
    weight: 1,
    possible: ({ members }) => members.length > 2,
    async happen(world, random) {
      const left = random.pick(world.members)
      const cut = world.members.filter((member) => member !== left)
      for (const { bus } of cut) bus.cut('closed')
      await moment(random)
      for (const { bus } of cut) bus.mend()
    },
  },
  {
    name: 'NATS is killed and started again',
    weight: 2,
    possible: () => true,
    async happen({ nats }, random) {
      await nats.kill()
      await moment(random)
      await nats.start()
    },
  },
  {
    name: 'PostgreSQL crashes and is started again',
    weight: 2,
    possible: () => true,
    async happen(world, random) {
      await world.primary().crash()
      await moment(random)
      await world.primary().start()
    },
  },
  {
    name: 'the disk of PostgreSQL is full',
    weight: 1,
    possible: (world) => world.disk() !== null,
    async happen(world, random) {
      const disk = world.disk() ?? ''
      const { bavail, bsize } = statfsSync(disk)
      const ballast = join(disk, 'ballast')
      writeUntilFull(ballast, bavail * bsize)
      await pause(random.between(500, 2_000))
      rmSync(ballast)
      // It stops by itself where it cannot even write its log.
      if (!world.primary().running()) await world.primary().start()
    },
  },
]

/** Those happen when the run says so, since a standby is used up by it. */
export const FAIL_OVER: Fault = {
  name: 'PostgreSQL fails over to a standby',
  weight: 0,
  possible: ({ standbys }) => standbys.length > 0,
  happen: (world) => world.failOver(),
}

export function choose(faults: readonly Fault[], world: World, random: Random): Fault {
  const possible = faults.filter((fault) => fault.possible(world))
  return random.pick(possible.flatMap((fault) => Array<Fault>(fault.weight).fill(fault)))
}

function cuts(name: string, weight: number, link: (member: Member) => Member['store']): Fault[] {
  return (['closed', 'silent'] as const).map((how) => ({
    name: `${name}: ${how === 'closed' ? 'refused' : 'silence'}`,
    weight,
    possible: () => true,
    async happen(world, random) {
      const cut = link(random.pick(world.members))
      cut.cut(how)
      await moment(random)
      cut.mend()
    },
  }))
}

/** As a supervisor does: a node does not start while its store or its bus is away. */
async function startAgain({ node }: Member): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await node.start()
    } catch (error) {
      if (tries === 20) throw error
      await pause(300)
    }
  }
}

function writeUntilFull(file: string, bytes: number): void {
  const piece = Buffer.alloc(4 << 20)
  try {
    for (let written = 0; written <= bytes; written += piece.length) writeFileSync(file, piece, { flag: 'a' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}
