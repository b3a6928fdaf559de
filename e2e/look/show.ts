/** Puts the pages into their states, in the harness page. */

import type { Page } from 'playwright-core'
import type {} from '../../packages/ui/test/fixture-call.ts'
import {
  type CallState,
  type DialogState,
  type Language,
  type LookState,
  NAMES,
  type SettingsState,
} from './states.ts'

/** Shows a state and waits until it stands still. @returns takes it away again */
export async function show(page: Page, state: LookState, language: Language): Promise<() => Promise<void>> {
  await page.evaluate((language) => {
    document.documentElement.lang = language
  }, language)
  if (state.kind === 'call') await showCall(page, state, language)
  else if (state.kind === 'dialog') await showDialog(page, state, language)
  else await showSettings(page, state, language)
  // What is measured, as the room under the caller's name, is measured with the next frame.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  return () =>
    page.evaluate(() => {
      for (const shown of document.querySelectorAll('callgrant-call, callgrant-dialog, callgrant-settings'))
        shown.remove()
    })
}

async function showCall(page: Page, state: CallState, language: Language): Promise<void> {
  const names = NAMES[language]
  await page.evaluate(
    async ({ state, names, language }) => {
      const { refusal, ...fields } = state.call
      const call = new window.FixtureCall({ peerName: names[state.name ?? ''] ?? '', ...fields } as never)
      if (refusal)
        call.refusal =
          language === 'zh'
            ? '无法连接服务器，请检查网络后重试。'
            : 'The server cannot be reached. Check the network and try again.'
      const streams = window as unknown as { look?: Record<string, MediaStream> }
      streams.look ??= {}
      const picture = (hue: number, [width, height]: [number, number]) =>
        ((streams.look as Record<string, MediaStream>)[`${hue} ${width} ${height}`] ??= window.drawnStream(
          hue,
          width,
          height,
        ))
      if (call.roomType === 'video' && call.local.camera) call.localStream = picture(200, [480, 640])
      if (state.remote) call.remoteStream = picture(30, state.remote)
      if (state.sound) call.remoteStream = streams.look[`${call.roomType} sound`] ??= window.tonedStream()
      const outputs = (state.outputs ?? []).map((label, index) => ({
        kind: 'audiooutput',
        deviceId: `out-${index}`,
        label,
      }))
      navigator.mediaDevices.enumerateDevices = async () => outputs as never
      await window.ui.defineElements()
      const element = document.createElement('callgrant-call')
      element.call = call
      element.stays = true
      element.language = language
      element.canCall = state.canCall === true
      if (state.button) element.buttonText = language === 'zh' ? '开门' : 'Open the door'
      element.missed = (state.missed ?? []).map((name, index) => ({
        roomId: `r_${index}`,
        roomType: index % 2 ? 'voice' : 'video',
        peerName: names[name] ?? name,
        at: new Date(2026, 4, 5, 9, 10 + index).getTime(),
      }))
      document.body.append(element)
      await element.updateComplete
    },
    { state, names, language },
  )
  const within = page.locator('callgrant-call')
  // However slow the machine is, the controls do not hide while they are looked at.
  if (state.act !== 'idle') await within.evaluate(keepAwake)
  if (state.remote) await within.locator('video.remote.seen').waitFor()
  if (state.outputs) await within.locator('button.output').waitFor()
  if (state.act === 'outputs') await within.locator('button.output').click()
  if (state.act === 'swap') await within.locator('button.handle').click()
  if (state.act === 'corner')
    for (const key of ['ArrowDown', 'ArrowLeft']) await within.locator('button.handle').press(key)
  if (state.act === 'idle') {
    await within.locator('button.handle').evaluate((handle: HTMLElement) => handle.blur())
    await within.locator('.page.idle').waitFor({ timeout: 20_000 })
  }
  if (state.act === 'refused') {
    await within.locator('button.take').click()
    await within.getByRole('alert').waitFor()
  }
  // The pictures themselves, and not the colour behind them.
  await page.waitForFunction(() =>
    [...(document.querySelector('callgrant-call')?.shadowRoot?.querySelectorAll('video.seen') ?? [])].every(
      (video) => (video as HTMLVideoElement).readyState >= 2,
    ),
  )
}

function keepAwake(element: Element): void {
  const timer = setInterval(() => {
    if (!element.isConnected) clearInterval(timer)
    element.shadowRoot
      ?.querySelector('dialog')
      ?.dispatchEvent(new PointerEvent('pointermove', { pointerType: 'mouse' }))
  }, 300)
}

async function showDialog(page: Page, { late = false, name }: DialogState, language: Language) {
  const displayName = NAMES[language][name ?? ''] ?? ''
  const words =
    language === 'zh'
      ? `允许「${displayName}」向你发起语音、视频通话`
      : `Let “${displayName}” start voice and video calls to you`
  const appName =
    name === 'long'
      ? language === 'zh'
        ? '幸福小区业主之家物业服务与智能门禁管理平台'
        : 'Example Home for Families and Neighbours'
      : language === 'zh'
        ? '小区之家'
        : 'Example Home'
  await page.evaluate((question) => void window.ui.showAuthorizationDialog(question), {
    displayName,
    words,
    appName,
    late,
    language,
  })
  await page.getByRole('dialog').waitFor()
}

async function showSettings(
  page: Page,
  { rows, fails = false, confirming = false }: SettingsState,
  language: Language,
) {
  const names = NAMES[language]
  const shown = Object.entries(names).flatMap(([key, name]) => [name, `${name} ${key}`])
  const list = shown.slice(0, rows).map((display_name, index) => ({
    ...(index % 3 === 2 ? { group_id: `g_${index}` } : { sn: `door-${index}`, model_id: 'm' }),
    status: index % 2,
    display_name,
  }))
  await page.evaluate(
    ({ list, fails, language }) => {
      const person = {
        async listAuthorizations() {
          if (fails) throw Object.assign(new Error('offline'), { code: 'network' })
          return { app_name: language === 'zh' ? '小区之家' : 'Example Home', list }
        },
        on: () => () => {},
      }
      void window.ui.openSettings({ person: person as never, language })
    },
    { list, fails, language },
  )
  const within = page.locator('callgrant-settings')
  await within.locator(fails ? '.problem:not([hidden])' : rows === 0 ? '.empty' : '.cells').waitFor()
  if (confirming) {
    await within.locator('.clear').click()
    await within.locator('dialog.confirm[open]').waitFor()
  }
}
