/**
 * The question whether a device may ring the person (A1), in a browser. It asks in the same words and with the same
 * care as the SDK's `<callgrant-dialog>`, without the library under that one: an app pays for two functions and a
 * question, not for a framework.
 */

import type { AskAnswer, AskAuthorization } from '@callgrant/sdk/person'
import { DIALOG_TEXTS } from '../../../sdk/src/ui/dialog-texts.ts'
import { DIALOG_STYLE } from './dialog-style.ts'

/** How long the dialog must have been in sight before a tap counts, in milliseconds: no tap was meant sooner. */
const TAP_GUARD_MS = 300

/**
 * Shows the dialog and waits for the person. Never rejects: a page that is left, an element that is removed, Esc
 * and the back gesture all answer `dismiss`.
 */
export function askInDialog(request: AskAuthorization): Promise<AskAnswer> {
  const { appName, words, language, signal } = request
  if (signal.aborted) return Promise.resolve('dismiss')
  const t = DIALOG_TEXTS[language]
  const host = element('callgrant-question')
  host.lang = language === 'zh' ? 'zh-CN' : 'en'
  const root = host.attachShadow({ mode: 'open' })
  const dialog = element('dialog')
  const who = element('p')
  who.append(element('b', appName), ` ${t.requests}`)
  const question = element('h2', words)
  // The sentence has the focus, not Allow: Enter pressed for something else agrees to nothing.
  question.tabIndex = -1
  question.id = 'words'
  const note = element('p', t.dialogNote)
  note.id = 'note'
  dialog.setAttribute('aria-labelledby', question.id)
  dialog.setAttribute('aria-describedby', note.id)
  const reject = element('button', t.reject)
  const allow = element('button', t.allow)
  const choices = element('nav')
  choices.append(reject, allow)
  const panel = element('div')
  panel.append(who, question, note, choices)
  dialog.append(panel)
  root.append(element('style', DIALOG_STYLE), dialog)

  return new Promise((resolve) => {
    let inSightSince = Number.POSITIVE_INFINITY
    const watchSight = () => {
      inSightSince = document.visibilityState === 'visible' ? performance.now() : Number.POSITIVE_INFINITY
    }
    const focusedBefore = document.activeElement
    const answer = (decision: AskAnswer) => {
      removed.disconnect()
      document.removeEventListener('visibilitychange', watchSight)
      window.removeEventListener('pagehide', dismiss)
      signal.removeEventListener('abort', dismiss)
      dialog.onclose = null
      dialog.close()
      host.remove()
      if (focusedBefore instanceof HTMLElement && focusedBefore.isConnected) focusedBefore.focus()
      resolve(decision)
    }
    const dismiss = () => answer('dismiss')
    const tap = (decision: AskAnswer) => () => {
      if (performance.now() - inSightSince >= TAP_GUARD_MS) answer(decision)
    }
    const removed = new MutationObserver(() => {
      if (!host.isConnected) dismiss()
    })
    reject.onclick = tap('reject')
    allow.onclick = tap('allow')
    dialog.onclose = dismiss
    document.addEventListener('visibilitychange', watchSight)
    window.addEventListener('pagehide', dismiss)
    signal.addEventListener('abort', dismiss)
    document.body.append(host)
    removed.observe(document.body, { childList: true })
    dialog.showModal()
    question.focus()
    watchSight()
  })
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, text?: string): HTMLElementTagNameMap[K]
function element(name: string, text?: string): HTMLElement
function element(name: string, text = ''): HTMLElement {
  const made = document.createElement(name)
  made.textContent = text
  return made
}
