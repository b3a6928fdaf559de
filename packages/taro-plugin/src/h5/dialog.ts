/**
 * The question whether a device may ring the person (A1), in a browser, drawn with plain DOM: Lit, with which
 * `<callgrant-dialog>` is drawn, would be most of what an app downloads for Taro's two functions.
 */

import type { AskAnswer, AskAuthorization } from '@callgrant/sdk/person'
import { DIALOG_TEXTS, openDialog, waitForDecision } from '@callgrant/ui/dialog-core'
import { DIALOG_STYLE } from './dialog-style.ts'

/**
 * Shows the dialog and waits for the person. Never rejects: a page that is left, an element that is removed, Esc
 * and the back gesture all answer `dismiss`.
 * @param now clock of the tap guard, in milliseconds
 */
export function askInDialog(request: AskAuthorization, now?: () => number): Promise<AskAnswer> {
  const { appName, words, language, late, signal } = request
  return waitForDecision(signal, (decide) => {
    const t = DIALOG_TEXTS[language]
    const host = element('callgrant-question')
    host.lang = language === 'zh' ? 'zh-CN' : 'en'
    const dialog = element('dialog')
    const who = element('p')
    who.append(element('b', appName), ` ${t.requests}`)
    const question = element('h2', words)
    question.tabIndex = -1
    question.id = 'words'
    const note = element('p', late ? `${t.tooLate} ${t.dialogNote}` : t.dialogNote)
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
    host.attachShadow({ mode: 'open' }).append(element('style', DIALOG_STYLE), dialog)
    document.body.append(host)

    const removal = new MutationObserver(() => {
      if (!host.isConnected) decide('dismiss')
    })
    removal.observe(document.body, { childList: true })
    const close = openDialog({ dialog, words: question, reject, allow }, decide, now)
    return () => {
      removal.disconnect()
      close()
      host.remove()
    }
  })
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, text?: string): HTMLElementTagNameMap[K]
function element(name: string, text?: string): HTMLElement
function element(name: string, text = ''): HTMLElement {
  const made = document.createElement(name)
  made.textContent = text
  return made
}
