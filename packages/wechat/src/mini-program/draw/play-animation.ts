/** Plays the attribute `animation`: the steps of `wx.createAnimation`, one after the other. */

import { type AnimationData, type AnimationStep, stylesOf } from '../run/animation.ts'

/** The animation that an element shows last; one that is set anew ends it. */
const shown = new WeakMap<HTMLElement, AnimationData>()

export function playAnimation(element: HTMLElement, data: unknown): void {
  const { actions } = Object(data) as Partial<AnimationData>
  if (!Array.isArray(actions)) return
  shown.set(element, data as AnimationData)
  const play = ([step, ...rest]: AnimationStep[]) => {
    if (!step || shown.get(element) !== data) return
    for (const [name, value] of Object.entries(stylesOf(step))) element.style.setProperty(name, value)
    const { duration, delay } = step.option.transition
    if (rest.length > 0) setTimeout(() => play(rest), duration + delay)
  }
  // With the next frame, so that it changes from what is shown now.
  requestAnimationFrame(() => play(actions))
}
