/** Plays the demo's steps in order, tells each as it happens, and stops at the first that fails. */

import type { Received } from '@callgrant/sdk/calling'
import type { Run } from '../command.ts'
import { say } from '../text.ts'
import { ringAgain, ringRefusedStep, talkSteps } from './call-steps.ts'
import { askAgain, askRefused, askSteps, clear, switchOff, switchOn } from './consent-steps.ts'
import { groupSteps } from './group-steps.ts'
import { killStep } from './kill-step.ts'
import { openingSteps } from './opening-steps.ts'
import type { Step, Told } from './step.ts'
import { endWorld, makeWorld, type World } from './world.ts'

const STEPS: readonly Step[] = [
  ...openingSteps,
  ...askSteps,
  ...talkSteps,
  switchOff,
  ringRefusedStep,
  askRefused,
  switchOn,
  ringAgain,
  clear,
  askAgain,
  ...groupSteps,
  killStep,
]

/** @returns exit code 1 when a step failed */
export async function playDemo(run: Run): Promise<number | undefined> {
  const world = makeWorld(run.language)
  const keep = run.values.on('keep')
  const start = performance.now()
  const interrupted = () => void endWorld(world, keep).finally(() => process.exit(130))
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  try {
    for (const step of STEPS) {
      if (!(await played(run, world, step))) return 1
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    run.output.say(
      say(
        `All ${STEPS.length} steps went well in ${seconds} s.`,
        `全部 ${STEPS.length} 步成功，用时 ${seconds} 秒。`,
      ),
    )
    return undefined
  } finally {
    await endWorld(world, keep)
    if (keep && world.dataDir !== null) process.stderr.write(`${world.dataDir}\n`)
  }
}

async function played(
  { output, language }: Run,
  world: World,
  { step, about, play }: Step,
): Promise<boolean> {
  const start = performance.now()
  const ms = () => Math.round((performance.now() - start) * 10) / 10
  try {
    const told = await play(world)
    const took = ms()
    output.record({ step, ok: true, ms: took, ...told }, () => {
      output.line(
        `✓ ${step.padEnd(19)}${`${Math.round(took)} ms`.padStart(8)}  ${about[language]}${figures(step, told)}`,
      )
    })
    return true
  } catch (error) {
    const took = ms()
    const { message } = error as Error
    output.record({ step, ok: false, ms: took, error: message }, () => {
      output.line(
        `✗ ${step.padEnd(19)}${`${Math.round(took)} ms`.padStart(8)}  ${about[language]}\n\n${message}`,
      )
    })
    return false
  }
}

/** What arrived, and which number refused: worth seeing at a glance. */
function figures(step: string, told: Told): string {
  if (step !== 'media') return told.errCode === undefined ? '' : ` (errCode ${told.errCode})`
  const kind = (name: string, { packets, bytes }: Received['audio']) =>
    `${name} ${packets} packets, ${bytes} bytes`
  return Object.entries(told as Record<string, Received>)
    .map(([side, { audio, video }]) => `\n  at the ${side}: ${kind('audio', audio)}; ${kind('video', video)}`)
    .join('')
}
