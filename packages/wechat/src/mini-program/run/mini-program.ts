/** Runs a Mini Program: `App`, `Page`, `Component`, `getApp`, `getCurrentPages` and its pages' lifetimes. Needs no DOM. */

import { glassEasel } from 'glass-easel-miniprogram-adapter'
import { asyncFunction } from '../../wx/api/async-api.ts'
import { AppLife, type EnterOptions } from '../../wx/app-life.ts'
import { formatQuery, resolveRoute } from '../../wx/pages/route.ts'
import { entryPage, pageList, tabList } from '../read/app-json.ts'
import type { Globals, MiniProgram, MiniProgramOptions, View } from '../types.ts'
import { createAnimation } from './animation.ts'
import { nothingDrawn } from './canvas.ts'
import { ProgramSpace } from './code-space.ts'
import { ErrorEvents } from './error-events.ts'
import { asError, listenForErrors } from './framework-errors.ts'
import { MissingFunctions } from './missing-functions.ts'
import { apisForRun } from './program-apis.ts'
import { ProgramPage } from './program-page.ts'
import { selectorQueryOf } from './selector-query.ts'

type Method = (this: object, ...args: unknown[]) => unknown

/**
 * Runs `app.js` of a program. `launch` opens its first page; the script of a page runs when it is first opened.
 * @throws what `app.js` throws
 * @example
 * const stack = new PageStack()
 * const { wx, requirePlugin } = createWx({ server, appid, session, platform: { navigator: stack } })
 * const app = createMiniProgram({ program: loadBundledProgram(), wx, requirePlugin, stack })
 * await app.launch()
 * app.page.tapOn('#ask')
 */
export function createMiniProgram(options: MiniProgramOptions): MiniProgram {
  const { program, stack, view, life = new AppLife() } = options
  const app: Record<string, unknown> = {}
  const open = new Map<object, ProgramPage>()
  let started = false
  const warnings = new Set<string>()
  const warn = (text: string) => {
    if (warnings.has(text)) return
    warnings.add(text)
    ;(options.onWarning ?? console.warn)(text)
  }
  const onError = options.onError ?? console.error
  const errors = new ErrorEvents(
    app,
    (error, kind) => {
      if (!missing.isRepeated(error)) onError(error, kind)
    },
    (error) => missing.explain(error),
  )
  const { guard } = errors
  const callApp = (name: string, ...args: unknown[]) => {
    if (typeof app[name] === 'function') guard(() => (app[name] as Method).apply(app, args))
  }

  const space = new ProgramSpace({
    program,
    backend: options.backend ?? new glassEasel.EmptyBackendContext(),
    warn,
    onError: (error) => errors.fail(error, 'part'),
  })
  const top = () => {
    const entry = stack.pages.at(-1)
    return entry && open.get(entry)
  }
  const apis = apisForRun(options, { guard, adopt: options.adopt ?? ((promise) => promise) })
  const { canIUse } = apis.wx as { canIUse?: (schema: string) => boolean }
  const added = {
    ...errors.wx,
    createSelectorQuery: selectorQueryOf(top),
    createAnimation,
    createCanvasContext: () => nothingDrawn((work) => void guard(work)),
    pageScrollTo: asyncFunction('pageScrollTo', (to: Parameters<NonNullable<View['scrollTo']>>[1]) => {
      const page = top()
      if (page) view?.scrollTo?.(page, to)
      return {}
    }),
  }
  Object.assign(apis.wx, added, {
    canIUse: (schema: string) => Object.hasOwn(added, schema) || canIUse?.(schema) === true,
  })
  const given = { ...apis.wx } as Record<string, unknown>
  const missing = new MissingFunctions(apis.wx, (error) => program.describe?.(error) ?? error.stack ?? '')
  const framework = listenForErrors({
    owns: (component) => space.owns(component),
    onError: errors.fail,
    onWarning: warn,
  })
  const stopUncaught = options.onUncaught?.({
    error: (reason) => errors.fail(asError(reason)),
    rejection: (reason, promise) => errors.reject(reason, promise),
  })
  const globals: Globals = {
    App(definition) {
      started = true
      Object.assign(app, definition)
    },
    ...space.registration,
    // As WeChat: before `App(…)` there is none, unless a default is asked for.
    getApp: (option) => (started || option?.allowDefault ? app : undefined),
    getCurrentPages: () => stack.pages.map((page) => open.get(page)?.instance ?? page),
    wx: missing.wx,
    requirePlugin: apis.requirePlugin,
    ...(apis.wmpf && { wmpf: apis.wmpf }),
  }
  const stops = [
    life.onShow((entered) => callApp('onShow', entered)),
    life.onHide(() => callApp('onHide')),
    () => framework.stop(),
    () => apis.end(),
    () => stopUncaught?.(),
  ]
  const stop = () => {
    for (const one of stops.splice(0)) one()
  }
  try {
    for (const fault of program.faults?.('app') ?? []) errors.fail(fault, 'part')
    program.run('app', globals)
    // Pages may also be tested without an app.
    started = true
  } catch (error) {
    stop()
    missing.explain(error)
    throw error
  }

  const endPages = stack.definePages({
    pages: pageList(program.appJson),
    tabs: tabList(program.appJson),
    load(route) {
      try {
        space.load(route, globals)
      } catch (error) {
        errors.fail(error as Error, 'load')
        throw error
      }
    },
    create(entry) {
      const root = space.createRoot(entry.route)
      const isTab = tabList(program.appJson).includes(entry.route)
      const tabBar = isTab ? guard(() => space.createTabBar(globals)) : undefined
      const page = new ProgramPage(root, entry, errors, framework.during, tabBar)
      open.set(entry, page)
      return page.life(
        () => {
          if (view) return view.mount(page)
          for (const drawn of [root, tabBar])
            if (drawn) glassEasel.Element.pretendAttached(drawn.getComponent())
        },
        (moment) => {
          if (moment === 'unload') open.delete(entry)
          updateView(view, moment, page)
        },
      )
    },
  })

  const topLife = (entry = stack.pages.at(-1)) => entry && stack.lifeOf(entry)

  return {
    app,
    globals,
    get ownWx() {
      return Object.fromEntries(Object.entries(apis.wx).filter(([name, value]) => value !== given[name]))
    },
    get page() {
      const page = top()
      if (!page)
        throw new Error(`no page of the Mini Program is on top, but ${stack.pages.at(-1)?.route ?? 'none'}.`)
      return page
    },
    get pages() {
      return stack.pages.flatMap((entry) => open.get(entry) ?? [])
    },
    async launch(entered: Partial<EnterOptions> = {}) {
      const { path, query, url } = entryOf(entered.path ?? '', entryPage(program.appJson), entered.query)
      life.launch({ ...entered, path, query })
      callApp('onLaunch', life.launchOptions)
      callApp('onShow', life.enterOptions)
      const isThere = path.includes('://') || pageList(program.appJson).includes(path)
      if (!isThere && errors.pageNotFound({ path, query, isEntryPage: true })) {
        // The program opens another page instead; what `wx` does, it does after it has returned.
        await new Promise((done) => setTimeout(done))
        if (await stack.settled()) return
      }
      await stack.open('reLaunch', url)
    },
    show(entered = {}) {
      if (entered.path === undefined) {
        life.show(entered)
        topLife()?.onShow?.()
        return
      }
      const { path, query, url } = entryOf(entered.path, entryPage(program.appJson), entered.query)
      life.show({ ...entered, path, query })
      stack.open('reLaunch', url).catch((error) => errors.fail(asError(error), 'load'))
    },
    hide() {
      topLife()?.onHide?.()
      life.hide()
    },
    close() {
      endPages()
      stop()
    },
  }
}

/**
 * Takes apart where the app is entered: `pages/x/x?a=1`, `/pages/x/x`, or the page of a plugin, `plugin-private://…?a=1`,
 * with which the official host launches a device for a call.
 * @param first the page that is meant where the address names none, `?a=1`
 * @param more joins the query of the address
 */
function entryOf(address: string, first: string, more: Record<string, string> = {}) {
  const { route, options } = resolveRoute(address, undefined)
  const path = route || first
  const query = { ...options, ...more }
  const search = formatQuery(query)
  return { path, query, url: `${path.includes('://') ? '' : '/'}${path}${search && `?${search}`}` }
}

function updateView(view: View | undefined, moment: 'show' | 'hide' | 'unload', page: ProgramPage): void {
  if (moment === 'show') view?.show(page)
  else if (moment === 'hide') view?.hide(page)
  else view?.unmount(page)
}
