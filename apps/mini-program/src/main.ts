/** Opens the compiled Mini Program: `/?person=alice` as a phone, `/?device=door-1` as a device. */

import { createWx } from '@callgrant/sdk/wx'
import { createMiniProgram, PageStack } from '@callgrant/sdk/wx/pages'
import { glassEasel } from 'glass-easel-miniprogram-adapter'
import { pageBackend } from './backend.ts'
import { setAround } from './elements/actions.ts'
import { defineBuiltIns } from './elements/index.ts'
import { cloudFunctions, readSetup, register, sessionFor } from './maker.ts'
import { makePhone } from './phone.ts'
import { type LoadedProgram, loadedProgram } from './program.ts'

type OpenType = 'navigateTo' | 'redirectTo' | 'reLaunch' | 'switchTab'
const OPEN_TYPES: Record<string, OpenType> = {
  navigate: 'navigateTo',
  redirect: 'redirectTo',
  reLaunch: 'reLaunch',
  switchTab: 'switchTab',
}
const root = document.querySelector<HTMLElement>('#phone') as HTMLElement

async function open(): Promise<void> {
  const query = new URL(location.href).searchParams
  const { server, appid, modelId, functions } = await readSetup()
  const program = loadedProgram()
  const stack = new PageStack()
  const sn = query.get('device')
  const openid = query.get('person') ?? 'parent'
  const world = createWx({
    server,
    appid,
    ...(sn ? { device: { modelId, sn } } : { session: () => sessionFor(openid) }),
    functions: cloudFunctions(functions),
    platform: { navigator: stack },
    envVersion: 'develop',
  })
  const { side, app: life } = world.surroundings
  const settings = side.role === 'person' ? () => side.client.openSetting() : undefined
  const report = (error: unknown) => console.error(error)

  defineBuiltIns()
  guardDisabled()
  const warn = (text: string) => console.warn(`[mini program] ${text}`)
  setAround({
    openSetting: async () => settings?.(),
    navigate(type, url, delta) {
      const mode = OPEN_TYPES[type]
      const going = mode ? stack.open(mode, url) : type === 'navigateBack' ? stack.back(delta) : undefined
      if (going) going.catch(report)
      else warn(`<navigator open-type="${type}"> does nothing here.`)
    },
    warn,
  })
  const view = makePhone(root, {
    appJson: program.appJson,
    json: program.json,
    styles: program.styles,
    back: () => void stack.back(1).catch(report),
    ...(settings && { settings: () => void settings() }),
    switchTab: (route) => void stack.open('switchTab', `/${route}`).catch(report),
  })
  // A library's components know of each other, also of those that no page here uses.
  glassEasel.addGlobalWarningListener((text) => !text.startsWith('the target of relation'))
  const mini = createMiniProgram({
    ...world,
    program,
    stack,
    life,
    view,
    backend: pageBackend(componentTags(program), (tag) =>
      warn(`<${tag}> is drawn as a plain block: it is not one of the components here.`),
    ),
    onWarning: warn,
    onError: report,
  })

  if (side.role === 'device') await register(side.client)
  await world.connect()
  const path = query.get('path')
  await mini.launch({
    ...(path && { path }),
    query: Object.fromEntries(new URLSearchParams(query.get('query') ?? '')),
  })
  document.documentElement.dataset.ready = ''
}

/** Every name that the program gives to a component. */
function componentTags({ appJson, jsons }: LoadedProgram): ReadonlySet<string> {
  return new Set([appJson, ...jsons].flatMap(({ usingComponents = {} }) => Object.keys(usingComponents)))
}

/** A disabled button is not tapped: WeChat tells nobody. */
function guardDisabled(): void {
  for (const type of ['mousedown', 'touchstart'] as const) {
    window.addEventListener(
      type,
      (event) => {
        const button = event
          .composedPath()
          .find((at) => at instanceof Element && at.localName === 'wx-button')
        if (button instanceof Element && button.hasAttribute('disabled')) event.stopPropagation()
      },
      { capture: true },
    )
  }
}

open().catch((error: Error) => {
  root.append(
    Object.assign(document.createElement('pre'), {
      className: 'fault',
      textContent: error.message,
      role: 'alert',
    }),
  )
  console.error(error)
})
