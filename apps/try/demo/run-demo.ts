/** Runs the demo's steps in order, prints each as it ends, and stops at the first that fails. */

import type { Received } from '@callgrant/sdk/calling'
import type { Run } from 'callgrant/command-line'
import { say } from 'callgrant/command-line'
import { ringAgain, ringRefusedStep, talkSteps } from './call-steps.ts'
import { askAgain, askRefused, askSteps, clear, switchOff, switchOn } from './consent-steps.ts'
import { groupSteps } from './group-steps.ts'
import { killStep } from './kill-step.ts'
import { openingSteps } from './opening-steps.ts'
import { closeDemo, createDemoState, type DemoState } from './state.ts'
import type { Step, StepResult } from './step.ts'

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
export async function runDemo(run: Run): Promise<number | undefined> {
  const demo = createDemoState(run.language)
  const keep = run.values.on('keep')
  const start = performance.now()
  const interrupted = () => void closeDemo(demo, keep).finally(() => process.exit(130))
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  try {
    for (const step of STEPS) {
      if (!(await runStep(run, demo, step))) return 1
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    const well = say(
      `All ${STEPS.length} steps went well in ${seconds} s.`,
      `全部 ${STEPS.length} 步成功，用时 ${seconds} 秒。`,
    )
    run.output.line(run.output.screen.style(['bold', 'green'], well[run.language]))
    return undefined
  } finally {
    await closeDemo(demo, keep)
    if (keep && demo.dataDir !== null) process.stderr.write(`${demo.dataDir}\n`)
  }
}

/** @returns false when the step failed */
async function runStep(
  { output, language }: Run,
  demo: DemoState,
  { step, about, run }: Step,
): Promise<boolean> {
  const start = performance.now()
  const ms = () => Math.round((performance.now() - start) * 10) / 10
  const { style } = output.screen
  const shown = (mark: string, took: number) =>
    `${mark} ${step.padEnd(19)}${style('dim', `${Math.round(took)} ms`.padStart(8))}  ${about[language]}`
  try {
    const result = await run(demo)
    const took = ms()
    output.record({ step, ok: true, ms: took, ...result }, () => {
      output.line(shown(style('green', '✓'), took) + style('dim', figures(step, result)))
    })
    return true
  } catch (error) {
    const took = ms()
    const { message } = error as Error
    output.record({ step, ok: false, ms: took, error: message }, () => {
      output.line(`${shown(style('red', '✗'), took)}\n\n${message}`)
    })
    return false
  }
}

/** What people read beside the step: the media that arrived, or the number of the refusal. */
function figures(step: string, result: StepResult): string {
  if (step !== 'media') return result.errCode === undefined ? '' : ` (errCode ${result.errCode})`
  const kind = (name: string, { packets, bytes }: Received['audio']) =>
    `${name} ${packets} packets, ${bytes} bytes`
  return Object.entries(result as Record<string, Received>)
    .map(([side, { audio, video }]) => `\n  at the ${side}: ${kind('audio', audio)}; ${kind('video', video)}`)
    .join('')
}
