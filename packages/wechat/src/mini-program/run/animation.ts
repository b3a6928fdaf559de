/** `wx.createAnimation`: records steps, which the attribute `animation` of an element plays. */

export interface AnimationStep {
  animates: { type: string; args: unknown[] }[]
  option: {
    transformOrigin: string
    transition: { duration: number; timingFunction: string; delay: number }
  }
}
export interface AnimationData {
  actions: AnimationStep[]
}
interface StepOptions {
  duration?: number
  timingFunction?: string
  delay?: number
  transformOrigin?: string
}
interface AnimationObject {
  step(options?: StepOptions): AnimationObject
  export(): AnimationData
}

/** What changes: a style of its own name, or a part of `transform`. */
const STYLES = ['opacity', 'backgroundColor', 'width', 'height', 'left', 'right', 'top', 'bottom']
const AXES = ['', 'X', 'Y', 'Z', '3d']
const TRANSFORMS = [
  ...['rotate', 'scale', 'translate'].flatMap((name) => AXES.map((axis) => name + axis)),
  ...['skew', 'skewX', 'skewY', 'matrix', 'matrix3d'],
]

export function createAnimation(options: StepOptions = {}): AnimationObject {
  let actions: AnimationStep[] = []
  let animates: AnimationStep['animates'] = []
  const own: AnimationObject = {
    step(step = {}) {
      const all = {
        duration: 400,
        timingFunction: 'linear',
        delay: 0,
        transformOrigin: '50% 50% 0',
        ...options,
        ...step,
      }
      const { duration, timingFunction, delay, transformOrigin } = all
      actions.push({ animates, option: { transformOrigin, transition: { duration, timingFunction, delay } } })
      animates = []
      return own
    },
    export() {
      const data = { actions }
      actions = []
      return data
    },
  }
  const record =
    (type: string) =>
    (...args: unknown[]) => {
      animates.push({ type, args })
      return own
    }
  return Object.assign(
    own,
    Object.fromEntries([...STYLES, ...TRANSFORMS].map((type) => [type, record(type)])),
  )
}

/** The styles after a step. */
export function stylesOf({ animates, option }: AnimationStep): Record<string, string> {
  const transforms: string[] = []
  const styles: Record<string, string> = {}
  for (const { type, args } of animates) {
    if (STYLES.includes(type)) styles[kebab(type)] = lengthOf(type, args[0])
    else transforms.push(`${type}(${args.map((arg, i) => partOf(type, arg, i)).join(', ')})`)
  }
  const { duration, timingFunction, delay } = option.transition
  return {
    ...styles,
    ...(transforms.length > 0 && { transform: transforms.join(' ') }),
    transition: `all ${duration}ms ${timingFunction} ${delay}ms`,
    'transform-origin': option.transformOrigin,
  }
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function lengthOf(type: string, value: unknown): string {
  return typeof value === 'number' && type !== 'opacity' ? `${value}px` : String(value)
}

function partOf(type: string, value: unknown, index: number): string {
  if (typeof value !== 'number') return String(value)
  if (type.startsWith('translate')) return `${value}px`
  if (type.startsWith('skew') || (type.startsWith('rotate') && (type !== 'rotate3d' || index === 3)))
    return `${value}deg`
  return String(value)
}
