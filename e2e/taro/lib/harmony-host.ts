/**
 * Runs what Taro built for Harmony (ets) in Node: bundled as it lies there, with HarmonyOS's own modules played, in a
 * context that has no more globals than ArkTS.
 */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { project } from './project.ts'

interface Esbuild {
  build(options: object): Promise<{ outputFiles: { text: string }[] }>
}

/** One question on the screen: `showDialog` of HarmonyOS. */
export interface ShownDialog {
  title: string
  message: string
  buttons: { text: string }[]
  tap(index: number): void
}

export interface HarmonyApp {
  /** What the overlay's page put on the global object. */
  matrix: unknown
  /** The next dialog that is shown. */
  dialog(): Promise<ShownDialog>
}

/** @param ets the folder `src/main/ets` of the build */
export async function runHarmony(ets: string): Promise<HarmonyApp> {
  const code = await bundle(ets)
  const shown: ShownDialog[] = []
  const waiting: ((dialog: ShownDialog) => void)[] = []
  const showDialog = (
    { title, message, buttons }: ShownDialog,
    done: (error: null, data: { index: number }) => void,
  ) => {
    const dialog = { title, message, buttons, tap: (index: number) => done(null, { index }) }
    const next = waiting.shift()
    if (next) next(dialog)
    else shown.push(dialog)
  }
  const context = createContext({
    console,
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    ...Object.fromEntries(ARK_UI.map((name) => [name, anything()])),
    // Decorators.
    Observed: () => undefined,
    Track: () => undefined,
    ohos: { '@ohos.net.http': { default: { createHttp } } },
    showDialog,
    anything,
  })
  runInContext(code, context)
  return {
    matrix: (context as { matrix?: unknown }).matrix,
    dialog: () => {
      const dialog = shown.shift()
      return dialog ? Promise.resolve(dialog) : new Promise((found) => waiting.push(found))
    },
  }
}

/** Global names of ArkUI that Taro's own code touches when it is loaded; nothing of ours does. */
const ARK_UI = [
  ...['AppStorage', 'LocalStorage', 'BorderStyle', 'FlexAlign', 'ItemAlign', 'FlexDirection', 'TextAlign'],
  ...[
    'FontWeight',
    'FontStyle',
    'TextDecorationType',
    'TextOverflow',
    'WordBreak',
    'ImageRepeat',
    'Visibility',
  ],
  ...[
    'FlexWrap',
    'Alignment',
    'HitTestMode',
    'GradientDirection',
    'ImageSize',
    'ImageFit',
    'FillMode',
    'Curve',
  ],
  ...[
    'PlayMode',
    'VerticalAlign',
    'HorizontalAlign',
    'Position',
    'NodeContainer',
    'BarState',
    'Color',
    'ButtonType',
  ],
  ...['InputType', 'EnterKeyType', 'CanvasRenderingContext2D', 'OffscreenCanvas', 'RenderingContextSettings'],
  ...[
    'PanDirection',
    'GestureMask',
    'ShadowStyle',
    'TouchType',
    'BlurStyle',
    'CopyOptions',
    'TextHeightAdaptivePolicy',
  ],
]

/** A value that may be read, called and constructed at will. */
function anything(): unknown {
  return new Proxy(class {}, {
    get: (own, key) => {
      if (key === 'prototype') return own.prototype
      if (key === Symbol.toPrimitive) return () => 'harmony'
      return key === 'then' ? undefined : anything()
    },
    apply: () => anything(),
  })
}

/** HarmonyOS's http client. */
function createHttp() {
  return {
    async request(
      url: string,
      { method, header, extraData }: { method: string; header: Record<string, string>; extraData?: string },
    ) {
      const response = await fetch(url, {
        method,
        headers: header,
        ...(extraData !== undefined && { body: extraData }),
      })
      return { result: await response.text(), responseCode: response.status, header: {} }
    },
    destroy() {},
  }
}

async function bundle(ets: string): Promise<string> {
  const esbuild = createRequire(join(project, 'package.json'))('esbuild') as Esbuild
  const entry = `
    import createApp from './app/index_taro_comp.js'
    import './pages/callers/index/index_taro_comp.js'
    import { Current } from './npm/@tarojs/runtime'
    Current.page = { getUIContext: () => ({ getPromptAction: () => ({ showDialog }) }) }
  `
  const { outputFiles } = await esbuild.build({
    stdin: { contents: entry, resolveDir: ets, sourcefile: 'entry.js' },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    logLevel: 'silent',
    resolveExtensions: ['.ts', '.tsx', '.js', '.json'],
    plugins: [harmonyModules(ets)],
  })
  return outputFiles[0]?.text as string
}

type Setup = {
  onResolve(
    filter: object,
    found: (given: { path: string; pluginData?: unknown }) => object | undefined,
  ): void
  onLoad(filter: object, loaded: (given: { path: string }) => object): void
  resolve(path: string, options: object): Promise<{ path: string }>
}

/** HarmonyOS's modules are whatever is asked of them; `npm/…` is the one folder that Taro moves packages to. */
function harmonyModules(ets: string) {
  return {
    name: 'harmony',
    setup(build: Setup) {
      build.onResolve({ filter: /^@(ohos|system|hmscore|kit)\b/ }, ({ path }) => ({
        path,
        namespace: 'ohos',
      }))
      build.onLoad({ filter: /.*/, namespace: 'ohos' }, ({ path }) => ({
        contents: `
          module.exports = { __esModule: true, default: anything(), ...ohos[${JSON.stringify(path)}] }
          module.exports = new Proxy(module.exports, { get: (own, key) => key in own ? own[key] : anything() })`,
        loader: 'js',
      }))
      build.onResolve({ filter: /(^|\/)npm\// }, ({ path, pluginData }) => {
        if (pluginData === 'moved') return undefined
        const inside = path.replace(/^.*?(^|\/)npm\//, '')
        // Nothing is drawn here, so what draws need not be there.
        if (/^(react|@tarojs\/(react|components|plugin-framework-react))(\/|$)/.test(inside)) {
          return { path: inside, namespace: 'ohos' }
        }
        return build.resolve(`./npm/${inside}`, {
          resolveDir: ets,
          kind: 'import-statement',
          pluginData: 'moved',
        })
      })
    },
  }
}

/** What the build wrote, for a look at its text. */
export function etsText(ets: string, file: string): string {
  return readFileSync(join(ets, file), 'utf8')
}
