/** Waiting for a decision, without a DOM: as React Native and Harmony do. */

import { expect, test } from 'vitest'
import { type Decision, waitForDecision } from './dialog-core.ts'

test.each<Decision>(['allow', 'reject', 'dismiss'])(
  'resolves with `%s` and takes the dialog away once',
  async (decision) => {
    const taken: string[] = []
    let decide: (decision: Decision) => void = () => {}
    const decided = waitForDecision(new AbortController().signal, (given) => {
      decide = given
      return () => taken.push('taken')
    })
    decide(decision)
    decide('allow')
    expect(await decided).toBe(decision)
    expect(taken).toEqual(['taken'])
  },
)

test('resolves when the dialog decides while it is being shown', async () => {
  expect(await waitForDecision(undefined, (decide) => void decide('allow') as undefined)).toBe('allow')
})

test('dismisses when the signal aborts, and hears no decision after that', async () => {
  const controller = new AbortController()
  let decide: (decision: Decision) => void = () => {}
  const decided = waitForDecision(controller.signal, (given) => {
    decide = given
    return undefined
  })
  controller.abort()
  decide('allow')
  expect(await decided).toBe('dismiss')
})

test('shows nothing when the signal has aborted before', async () => {
  let shown = false
  const decided = waitForDecision(AbortSignal.abort(), () => {
    shown = true
    return undefined
  })
  expect(await decided).toBe('dismiss')
  expect(shown).toBe(false)
})
