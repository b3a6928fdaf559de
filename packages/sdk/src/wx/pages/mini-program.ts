/** Runs a Mini Program: `App`, `Page`, `Component`, `getApp`, `getCurrentPages` and the life of its pages. No DOM. */

import { glassEasel } from 'glass-easel-miniprogram-adapter'
import { AppLife, type EnterOptions } from '../app-life.ts'
import { asError, hearErrors } from './caught-errors.ts'
import { ProgramSpace } from './code-space.ts'
import { ProgramPage } from './live-page.ts'
import { entryPage, pageList, tabList } from './page-list.ts'
import { formatQuery } from './route.ts'
import { giveSelectorQuery } from './selector-query.ts'
import type { Globals, MiniProgram, MiniProgramOptions, View } from './types.ts'

type Method = (this: object, ...args: unknown[]) => unknown

/**
 * Loads every script of a program; nothing is shown before `launch`.
 *
 * @throws what `app.js` throws
 * @example
 * const stack = new PageStack()
 * const { wx, requirePlugin } = createWx({ server, appid, session, platform: { navigator: stack } })
 * const program = createMiniProgram({ program: loaded, wx, requirePlugin, stack })
 * await program.launch()
 * await program.page.tap('onAsk')
 */
export function createMiniProgram(options: MiniProgramOptions): MiniProgram {
  const { program, wx, requirePlugin, wmpf, stack, view, life = new AppLife() } = options
  const app: Record<string, unknown> = {}
  const open = new Map<object, ProgramPage>()
  const warnings = new Set<string>()
  const warn = (text: string) => {
    if (warnings.has(text)) return
    warnings.add(text)
    ;(options.onWarning ?? console.warn)(text)
  }
  const fail = (error: Error) => {
    const own = app.onError
    if (typeof own === 'function') own.call(app, `${error.message}\n${error.stack ?? ''}`)
    ;(options.onError ?? console.error)(error)
  }
  const guard = <T>(work: () => T): T | undefined => {
    try {
      return work()
    } catch (reason) {
      fail(asError(reason))
      return undefined
    }
  }
  const own = (name: string, ...args: unknown[]) => {
    if (typeof app[name] === 'function') guard(() => (app[name] as Method).apply(app, args))
  }

  const space = new ProgramSpace(program, options.backend ?? new glassEasel.EmptyBackendContext(), warn)
  const top = () => {
    const entry = stack.pages.at(-1)
    return entry && open.get(entry)
  }
  giveSelectorQuery(wx, top)
  const errors = hearErrors({ owns: (component) => space.owns(component), fail })
  const globals: Globals = {
    App: (definition) => void Object.assign(app, definition),
    ...space.registers,
    getApp: () => app,
    getCurrentPages: () => stack.pages.map((page) => open.get(page)?.instance ?? page),
    wx,
    requirePlugin,
    ...(wmpf && { wmpf }),
  }
  program.run('app', globals)
  space.runAll(globals, fail)

  stack.definePages({
    pages: pageList(program.appJson),
    tabs: tabList(program.appJson),
    create(entry) {
      const root = space.createRoot(entry.route)
      const page = new ProgramPage(root, entry, guard, errors.during)
      open.set(entry, page)
      return page.life(
        () => (view ? view.mount(page) : glassEasel.Element.pretendAttached(root.getComponent())),
        (moment) => {
          if (moment === 'unload') open.delete(entry)
          tell(view, moment, page)
        },
      )
    },
  })

  const stops = [
    life.onShow((entered) => own('onShow', entered)),
    life.onHide(() => own('onHide')),
    () => errors.stop(),
  ]
  const life_ = (entry = stack.pages.at(-1)) => entry && stack.lifeOf(entry)

  return {
    app,
    globals,
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
      const { path = entryPage(program.appJson), query = {} } = entered
      life.launch({ ...entered, path, query })
      own('onLaunch', life.launchOptions)
      own('onShow', life.enterOptions)
      await stack.open('reLaunch', `/${path}?${formatQuery(query)}`)
    },
    show(entered) {
      life.show(entered)
      life_()?.onShow?.()
    },
    hide() {
      life_()?.onHide?.()
      life.hide()
    },
    close() {
      stack.clear()
      for (const stop of stops) stop()
    },
  }
}

function tell(view: View | undefined, moment: 'show' | 'hide' | 'unload', page: ProgramPage): void {
  if (moment === 'show') view?.show(page)
  else if (moment === 'hide') view?.hide(page)
  else view?.unmount(page)
}
