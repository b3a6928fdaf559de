/** Opens the compiled Mini Program: `/?person=alice` as a phone, `/?device=door-1` as a device. */

import { type AppLife, createWx } from '@callgrant/wechat'
import {
  createMiniProgram,
  type ErrorKind,
  loadBundledProgram,
  PageStack,
  type Uncaught,
} from '@callgrant/wechat/mini-program'
import { createPageBackend } from '@callgrant/wechat/mini-program/draw'
import { cloudFunctions, database, readSetup, register, sessionFor, tellTerminal } from './back-end.ts'
import { showFault } from './fault.ts'
import { createPhone } from './phone.ts'
import { TEXT } from './texts.ts'

/** Where the server has the program's own files. */
const FOLDER_URL = '/folder/'
/** Errors that have been said. */
const seen = new WeakSet<Error>()
/** An error's words; once there is a program, with its places in it. */
let describe = (error: Error) => error.message
const root = document.querySelector<HTMLElement>('#phone') as HTMLElement

async function open(): Promise<void> {
  const query = new URL(location.href).searchParams
  const { server, appid, modelId, functions } = await readSetup()
  const program = loadBundledProgram()
  describe = program.describe
  const stack = new PageStack()
  const sn = query.get('device')
  const openid = query.get('person') ?? 'parent'
  const instance = createWx({
    server,
    appid,
    ...(sn ? { device: { modelId, sn } } : { session: () => sessionFor(openid) }),
    functions: cloudFunctions(functions),
    database,
    platform: { navigator: stack, exit: () => showLeft(instance.host.app, () => app.show()) },
    envVersion: 'develop',
  })
  const { side, app: life } = instance.host
  const openSetting = side.role === 'person' ? () => side.client.openSetting() : undefined
  const onError = (error: Error, kind: ErrorKind = 'run') => {
    // What `wx.navigateTo` says of a page that cannot be loaded has been said of the page.
    if (seen.has(error) || seen.has(error.cause as Error)) return
    seen.add(error)
    const description = program.describe(error)
    console.error(description)
    tellTerminal(description)
    if (kind === 'load') showLoadFault(TEXT.pageFault, error, description, stack.pages.length > 0)
    if (kind === 'part') showLoadFault(TEXT.componentFault, error, description, true)
  }
  const warn = (text: string) => {
    console.warn(`[mini program] ${text}`)
    tellTerminal(text)
  }
  const backend = createPageBackend({
    components: program.componentTags,
    folderUrl: FOLDER_URL,
    stack,
    // A device has no settings page.
    openSetting: async () => openSetting?.(),
    warn,
    onError,
  })
  const view = createPhone(root, {
    program,
    folderUrl: FOLDER_URL,
    back: () => void stack.back(1).catch(onError),
    ...(openSetting && { openSetting: () => void openSetting().catch(onError) }),
    switchTab: (route) => void stack.open('switchTab', `/${route}`).catch(onError),
  })
  instance.host.files.readPackage = (path) => readNow(FOLDER_URL + path)
  await instance.ready()
  const app = createMiniProgram({
    ...instance,
    program,
    stack,
    life,
    view,
    backend,
    onWarning: warn,
    onError,
    onUncaught: takeUncaught,
  })

  if (side.role === 'device') await register(side.client)
  await instance.connect()
  const path = query.get('path')
  await app.launch({
    ...(path && { path }),
    query: Object.fromEntries(new URLSearchParams(query.get('query') ?? '')),
  })
  document.documentElement.dataset.ready = ''
}

/** What is there when the Mini Program has left (`wx.exitMiniProgram`): its host, which can open it again. */
function showLeft(life: AppLife, open: () => void): void {
  const left = Object.assign(document.createElement('div'), { className: 'left' })
  left.setAttribute('role', 'alertdialog')
  left.setAttribute('aria-label', TEXT.left)
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: TEXT.open })
  button.addEventListener('click', open)
  left.append(TEXT.left, button)
  root.append(left)
  button.focus()
  const stop = life.onShow(() => {
    left.remove()
    stop()
  })
}

/** A file of the folder's, at once, as `readFileSync` answers; null: there is none. */
function readNow(url: string): Uint8Array | null {
  const request = new XMLHttpRequest()
  request.open('GET', url, false)
  // Each byte becomes one character.
  request.overrideMimeType('text/plain; charset=x-user-defined')
  request.send()
  return request.status === 200 ? Uint8Array.from(request.responseText, (c) => c.charCodeAt(0) & 0xff) : null
}

/** Whatever reaches the page's global scope is the program's. */
function takeUncaught(tell: Uncaught): () => void {
  const onError = (event: ErrorEvent) => {
    event.preventDefault()
    tell.error(event.error ?? event.message)
  }
  const onRejection = (event: PromiseRejectionEvent) => {
    event.preventDefault()
    tell.rejection(event.reason, event.promise)
  }
  addEventListener('error', onError)
  addEventListener('unhandledrejection', onRejection)
  return () => {
    removeEventListener('error', onError)
    removeEventListener('unhandledrejection', onRejection)
  }
}

/** @param canClose whether there is a page behind it */
function showLoadFault(title: string, error: Error, description: string, canClose: boolean): void {
  const read = (file: string) => {
    const bytes = readNow(FOLDER_URL + file)
    return bytes && new TextDecoder().decode(bytes)
  }
  showFault(root, { title, error, description, read, canClose })
}

open().catch((error: Error) => {
  // A page that could not be loaded has been shown by then.
  if (seen.has(error)) return
  console.error(error)
  const description = describe(error)
  tellTerminal(description)
  showLoadFault(TEXT.programFault, error, description, false)
})
