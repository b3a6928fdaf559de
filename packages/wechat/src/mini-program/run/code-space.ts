/**
 * Registers a Mini Program's pages and components with WeChat's own component framework (glass-easel), which does
 * properties, observers, behaviors, slots, events and `setData`.
 */

import {
  type AssociatedBackend,
  type CodeSpace,
  glassEasel,
  MiniProgramEnv,
  type Root,
} from 'glass-easel-miniprogram-adapter'
import { CUSTOM_TAB_BAR } from '../read/app-json.ts'
import type { Globals, PageJson, Program, Templates } from '../types.ts'

import { asFrameworkTakesIt, type BuiltInBehaviors } from './definitions.ts'
import { formField } from './form-field.ts'
import { asError } from './framework-errors.ts'
import { completeQueries } from './selector-query.ts'
import { componentAt, usedComponents } from './used-components.ts'

/** The functions by which scripts register pages, components and behaviors. */
type Registration = Pick<Globals, 'Page' | 'Component' | 'Behavior'>

export interface SpaceOptions {
  program: Program
  backend: glassEasel.GeneralBackendContext
  warn(text: string): void
  /** Told why a component could not be loaded; the page that uses it is shown without it. */
  onError(error: Error): void
}

export class ProgramSpace {
  readonly #program: Program
  readonly #templates: Templates
  readonly #space: CodeSpace
  readonly #backend: AssociatedBackend
  readonly #warn: (text: string) => void
  readonly #onError: (error: Error) => void
  /** Pages and components that were loaded, and why one could not be. */
  readonly #loaded = new Map<string, Error | null>()
  readonly #registered = new Set<string>()
  readonly #builtIn: BuiltInBehaviors = {}
  #current: Registration | undefined

  constructor({ program, backend, warn, onError }: SpaceOptions) {
    this.#program = program
    this.#warn = warn
    this.#onError = onError
    const env = new MiniProgramEnv()
    this.#backend = env.associateBackend(backend)
    this.#space = env.createCodeSpace('', true)
    this.#space.getComponentSpace().updateComponentOptions({
      useMethodCallerListeners: true,
      // A property may be called as a field of the node is: `dataset`.
      writeFieldsToNode: false,
      // Styles name them, and labels.
      writeIdToDOM: true,
    })
    this.#space.setOverallBehavior(ownLifetimes(this.#space.getComponentSpace()))
    this.#space.componentEnv(NOTHING, ({ Component, Behavior }) => {
      Component({})
      this.#builtIn['wx://form-field'] = formField(Behavior)
    })
    this.#templates = program.templates((path) => {
      for (const text of program.warnings?.(path) ?? []) warn(text)
    })
    for (const path of Object.keys(this.#templates)) {
      this.#space.addCompiledTemplate(path, {
        groupList: this.#templates,
        // One that cannot be loaded has no content.
        content: (name) =>
          (this.#loaded.get(path) ? undefined : this.#templates[path]?.(name)) as ReturnType<
            Templates[string]
          >,
        fallbackListenerOnNativeNode: true,
      })
    }
  }

  /** What `Page(…)`, `Component(…)` and `Behavior(…)` do for the script that runs. */
  readonly registration: Registration = {
    Page: (definition) => this.#register('Page').Page(asFrameworkTakesIt(definition, this.#builtIn)),
    Component: (definition) =>
      this.#register('Component').Component(definition && asFrameworkTakesIt(definition, this.#builtIn)),
    Behavior: (definition) =>
      this.#register('Behavior').Behavior(definition && asFrameworkTakesIt(definition, this.#builtIn)),
  }

  /**
   * Runs the script of a page and, before it, those of the components that it uses, if they have not run yet.
   * @throws what its script threw, each time the same; LoadError; Error when it registered nothing
   */
  load(page: string, globals: Globals): void {
    const error = this.#load(page, globals, true)
    if (error) throw error
  }

  /** @throws Error when the page has not been loaded */
  createRoot(path: string): Root {
    const root = this.#backend.createRoot('page', this.#space, path)
    completeQueries(
      (
        root.get() as unknown as { createSelectorQuery(): Parameters<typeof completeQueries>[0] }
      ).createSelectorQuery(),
    )
    return root
  }

  /** The program's own tab bar, one for each tab page; undefined: it has none. */
  createTabBar(globals: Globals): Root | undefined {
    const own = this.#program.appJson.tabBar?.custom && this.#program.json(CUSTOM_TAB_BAR) !== undefined
    if (!own) return undefined
    this.#load(CUSTOM_TAB_BAR, globals, false)
    return this.#backend.createRoot('custom-tab-bar', this.#space, CUSTOM_TAB_BAR)
  }

  #load(path: string, globals: Globals, isPage: boolean): Error | null {
    const known = this.#loaded.get(path)
    if (known !== undefined) return known
    // Entered before it is loaded: components may use each other, and themselves.
    this.#loaded.set(path, null)
    for (const fault of this.#program.faults?.(path) ?? []) this.#onError(fault)
    const error = this.#attempt(path, globals, isPage)
    this.#loaded.set(path, error)
    if (error && !isPage) {
      this.#onError(error)
      if (!this.#registered.has(path)) this.#space.componentEnv(path, ({ Component }) => Component({}))
    }
    return error
  }

  #attempt(path: string, globals: Globals, isPage: boolean): Error | null {
    try {
      const json = this.#program.json(path)
      const used = usedComponents(this.#program, this.#templates, path, (tag, where) => {
        this.#warn(`${path}: component <${tag}> is not drawn, there is no "${where}" in this folder.`)
      })
      const generics = genericsOf(json, (place) => componentAt(this.#program, this.#templates, place, path))
      this.#space.addComponentStaticConfig(path, staticConfig(json, used, generics, isPage))
      const scope = this.#program.styleScope?.(path)
      if (scope !== undefined) this.#space.addStyleSheet(path, undefined, scope)
      const defaults = Object.values(generics).map((generic) => generic.default)
      for (const component of [...Object.values(used), ...defaults])
        if (component !== `/${NOTHING}`) this.#load(component.slice(1), globals, false)
      this.#run(path, globals)
      // Its WXS runs now.
      void this.#templates[path]
      if (this.#registered.has(path)) return null
      return new Error(`${isPage ? 'Page' : 'Component'} "${path}" has not been registered yet.`)
    } catch (reason) {
      return asError(reason)
    }
  }

  owns(component: unknown): boolean {
    return (
      glassEasel.Component.isComponent(component) &&
      component.getRootBehavior().ownerSpace === this.#space.getComponentSpace()
    )
  }

  #run(path: string, globals: Globals): void {
    this.#space.componentEnv(path, ({ Page, Component, Behavior }) => {
      const before = this.#current
      const registered = <T>(result: T): T => {
        this.#registered.add(path)
        return result
      }
      this.#current = {
        Page: (definition) => registered(Page(definition)),
        Component: (definition) => registered(Component(definition as Parameters<typeof Component>[0])),
        Behavior: (definition) => Behavior(definition as Parameters<typeof Behavior>[0]),
      }
      try {
        this.#program.run(path, globals)
      } finally {
        this.#current = before
      }
    })
  }

  #register(name: string): Registration {
    if (!this.#current) throw new Error(`${name} is called while the script of a page or component runs.`)
    return this.#current
  }
}

/** Stands where a generic was given no component, and has no default. */
const NOTHING = 'callgrant-nothing'

type Generics = Record<string, { default: string }>

/** `componentGenerics` with paths from the root. @param find the component of a path; undefined: there is none */
function genericsOf(json: PageJson | undefined, find: (path: string) => string | undefined): Generics {
  const given = (json?.componentGenerics ?? {}) as Record<string, true | { default?: string }>
  const entries = Object.entries(given).map(([name, generic]) => {
    const path = generic === true ? undefined : generic.default
    return [name, { default: `/${(path && find(path)) ?? NOTHING}` }]
  })
  return Object.fromEntries(entries)
}

function staticConfig(
  json: PageJson | undefined,
  used: Record<string, string>,
  componentGenerics: Generics,
  isPage: boolean,
) {
  const { component, usingComponents: _, ...rest } = json ?? {}
  const config = { ...rest, component: component ?? !isPage, usingComponents: used, componentGenerics }
  return config as Parameters<CodeSpace['addComponentStaticConfig']>[1]
}

/** The framework declares its data group, and not where a component has it. */
type Detachable = glassEasel.GeneralComponent & {
  _$dataGroup: { setUpdateListener(listener: () => void): void }
}

/**
 * What each component does beside its own lifetimes. `ready` comes after `attached`, once the rest of the page is attached
 * too; the framework leaves that to its user. What was detached has no nodes any more: data that its code sets late, when an
 * answer arrives, is set, and draws nothing.
 */
function ownLifetimes(space: ReturnType<CodeSpace['getComponentSpace']>): glassEasel.GeneralBehavior {
  const of = (self: unknown) => (self as { _$: Detachable })._$
  function attached(this: unknown): void {
    const component = of(this)
    queueMicrotask(() => component.triggerLifetime('ready', []))
  }
  function detached(this: unknown): void {
    of(this)._$dataGroup.setUpdateListener(() => {})
  }
  /** WeChat answers false for anything that `Behavior(…)` did not make; the framework throws. */
  function hasBehavior(this: unknown, behavior: unknown): boolean {
    const inner = (Object(behavior) as { _$?: glassEasel.GeneralBehavior })._$
    return inner !== undefined && of(this).hasBehavior(inner)
  }
  return space
    .define()
    .methods({ hasBehavior })
    .lifetime('attached', attached)
    .lifetime('detached', detached)
    .registerBehavior() as glassEasel.GeneralBehavior
}
