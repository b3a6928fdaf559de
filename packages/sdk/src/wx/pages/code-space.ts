/**
 * A Mini Program's pages and components, registered with WeChat's own component framework (glass-easel): it does
 * properties, observers, behaviors, slots, events and `setData`; this adds what the pages around it need.
 */

import {
  type AssociatedBackend,
  type CodeSpace,
  glassEasel,
  MiniProgramEnv,
  type Root,
} from 'glass-easel-miniprogram-adapter'
import { asError } from './caught-errors.ts'
import { pageList } from './page-list.ts'
import { withOurTypes } from './property-types.ts'
import type { Globals, PageJson, Program } from './types.ts'
import { usedComponents } from './used-components.ts'

/** The names that scripts register themselves by. */
type Registers = Pick<Globals, 'Page' | 'Component' | 'Behavior'>

export class ProgramSpace {
  readonly #program: Program
  readonly #space: CodeSpace
  readonly #backend: AssociatedBackend
  readonly #warn: (text: string) => void
  /** Why a page's or component's script did not end well. */
  readonly #broken = new Map<string, Error>()
  readonly #registered = new Set<string>()
  #running: Registers | undefined

  constructor(program: Program, backend: glassEasel.GeneralBackendContext, warn: (text: string) => void) {
    this.#program = program
    this.#warn = warn
    const env = new MiniProgramEnv()
    this.#backend = env.associateBackend(backend)
    this.#space = env.createCodeSpace('', true)
    this.#space.getComponentSpace().updateComponentOptions({ useMethodCallerListeners: true })
    this.#space.setOverallBehavior(readyOnceAttached(this.#space.getComponentSpace()))
    for (const [path, content] of Object.entries(program.templates)) {
      this.#space.addCompiledTemplate(path, {
        groupList: program.templates,
        content,
        fallbackListenerOnNativeNode: true,
      })
    }
  }

  /** What `Page(…)`, `Component(…)` and `Behavior(…)` do for the script that runs. */
  readonly registers: Registers = {
    Page: (definition) => this.#register('Page').Page(known(definition)),
    Component: (definition) => this.#register('Component').Component(definition && known(definition)),
    Behavior: (definition) => this.#register('Behavior').Behavior(definition && known(definition)),
  }

  /** Runs every page's and component's script, as WeChat does at the start. One that fails spoils only itself. */
  runAll(globals: Globals, onError: (error: Error) => void): void {
    const seen = new Set<string>()
    const visit = (path: string, isPage: boolean) => {
      if (seen.has(path)) return
      seen.add(path)
      const json = this.#program.json(path)
      const used = usedComponents(this.#program, path, json, (tag, where) => {
        this.#warn(`${path}: component <${tag}> is not drawn, there is no "${where}" in this folder.`)
      })
      this.#space.addComponentStaticConfig(path, staticConfig(json, used, isPage))
      const scope = this.#program.styleScope?.(path)
      if (scope !== undefined) this.#space.addStyleSheet(path, undefined, scope)
      for (const component of Object.values(used)) visit(component.slice(1), false)
      try {
        this.#run(path, globals)
      } catch (reason) {
        const error = asError(reason)
        this.#broken.set(path, error)
        onError(error)
      }
    }
    for (const page of pageList(this.#program.appJson)) visit(page, true)
  }

  /** @throws what its script threw; Error when it registered nothing */
  createRoot(path: string): Root {
    const broken = this.#broken.get(path)
    if (broken) throw broken
    if (!this.#registered.has(path)) throw new Error(`Page "${path}" has not been registered yet.`)
    return this.#backend.createRoot('page', this.#space, path)
  }

  owns(component: unknown): boolean {
    return (
      glassEasel.Component.isComponent(component) &&
      component.getRootBehavior().ownerSpace === this.#space.getComponentSpace()
    )
  }

  #run(path: string, globals: Globals): void {
    this.#space.componentEnv(path, ({ Page, Component, Behavior }) => {
      const before = this.#running
      const note = <T>(done: T): T => {
        this.#registered.add(path)
        return done
      }
      this.#running = {
        Page: (definition) => note(Page(definition)),
        Component: (definition) => note(Component(definition as Parameters<typeof Component>[0])),
        Behavior: (definition) => Behavior(definition as Parameters<typeof Behavior>[0]),
      }
      try {
        this.#program.run(path, globals)
      } finally {
        this.#running = before
      }
    })
  }

  #register(name: string): Registers {
    if (!this.#running) throw new Error(`${name} is called while the script of a page or component runs.`)
    return this.#running
  }
}

function staticConfig(json: PageJson | undefined, used: Record<string, string>, isPage: boolean) {
  const { component, usingComponents: _, ...rest } = json ?? {}
  return { ...rest, component: component ?? !isPage, usingComponents: used } as Parameters<
    CodeSpace['addComponentStaticConfig']
  >[1]
}

/** Behaviors that WeChat has built in. They add what only its own pages need, so here they are empty. */
const BUILT_IN = /^wx:\/\//

function known(given: object): object {
  const definition = withOurTypes(given)
  const { behaviors } = definition as { behaviors?: unknown[] }
  if (!behaviors?.some((behavior) => typeof behavior === 'string')) return definition
  return {
    ...definition,
    behaviors: behaviors.filter((behavior) => !(typeof behavior === 'string' && BUILT_IN.test(behavior))),
  }
}

/** `ready` comes after `attached`, once what is around is there too; the framework leaves that to its host. */
function readyOnceAttached(space: ReturnType<CodeSpace['getComponentSpace']>): glassEasel.GeneralBehavior {
  function attached(this: unknown): void {
    const component = (this as { _$: glassEasel.GeneralComponent })._$
    queueMicrotask(() => component.triggerLifetime('ready', []))
  }
  return space.define().lifetime('attached', attached).registerBehavior() as glassEasel.GeneralBehavior
}
