/** What the phone shows when something of the program cannot be loaded: what, where, and what to do. */

import { LANGUAGE, TEXT } from './texts.ts'

export interface Fault {
  title: string
  error: Error & { file?: string; line?: number | null; column?: number | null; reason?: string }
  /** The words and the stack, with files of the program. */
  description: string
  /** The text of a file of the program; null: it is not known. */
  read(file: string): string | null
  /** Whether there is something behind it to go back to. */
  canClose: boolean
}

/** Shows one at a time: the newest stands before the others. */
export function showFault(root: HTMLElement, { title, error, description, read, canClose }: Fault): void {
  const thrown = placeIn(description)
  const { file, line, column } = error.file ? error : thrown
  const panel = element('section', 'fault', '')
  panel.lang = LANGUAGE
  panel.setAttribute('role', 'alert')
  panel.append(element('h1', '', title))
  const facts = element('dl', '', '')
  const addFact = (name: string, text: string) =>
    facts.append(element('dt', '', name), element('dd', '', text))
  if (file && line) addFact(TEXT.where, TEXT.place(file, line, column ?? null))
  // What the parser and the engine say is in English.
  addFact(TEXT.what, (file && line && error.reason) || error.message)
  panel.append(facts)
  if (file && line) panel.append(code(excerptOf(read(file), line, column ?? null)))
  if (!error.file && thrown.frames.length > 1) {
    const stack = element('details', '', '')
    stack.append(element('summary', '', TEXT.stack), code(thrown.frames.join('\n')))
    panel.append(stack)
  }
  panel.append(element('p', '', TEXT.advice))
  if (canClose) panel.append(element('p', '', TEXT.othersWork))
  panel.append(button(TEXT.reload, () => location.reload()))
  const close = () => {
    panel.remove()
    coverAllBut(root.lastElementChild, root)
  }
  if (canClose) panel.append(button(TEXT.close, close))
  root.append(panel)
  coverAllBut(panel, root)
}

/** What a fault stands before can neither be focused nor be read aloud. */
function coverAllBut(top: Element | null, root: HTMLElement): void {
  for (const child of root.children)
    (child as HTMLElement).inert = child !== top && top?.className === 'fault'
}

/** The program's own lines in a stack, and the place that the first of them names. */
function placeIn(description: string) {
  const frames = description
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at |@/.test(line) && /\.\w+:\d/.test(line) && !/https?:|file:|node:/.test(line))
  const [, file, line, column] = /([^\s()@]+?):(\d+)(?::(\d+))?\)?$/.exec(frames[0] ?? '') ?? []
  return { frames, file, line: Number(line), column: column === undefined ? null : Number(column) }
}

/** The line with the one before it, and a mark under the column. A long line is cut around it. Empty: no such line. */
function excerptOf(text: string | null, line: number, column: number | null): string {
  const lines = text?.split('\n') ?? []
  const wrong = lines[line - 1]
  if (wrong === undefined) return ''
  const from = Math.max(0, (column ?? 1) - 30)
  const cut = (one: string) => one.slice(from, from + 60)
  const before = line > 1 ? [`${line - 1}  ${cut(lines[line - 2] as string)}`] : []
  const indent = `${line}  `.length + (column ?? 1) - 1 - from
  return [...before, `${line}  ${cut(wrong)}`, ...(column ? [`${' '.repeat(indent)}^`] : [])].join('\n')
}

/** Shown as it is written; a keyboard can scroll it. */
function code(text: string): HTMLElement | string {
  return text && Object.assign(element('pre', '', text), { tabIndex: 0 })
}

function button(text: string, press: () => void): HTMLButtonElement {
  const made = Object.assign(element('button', '', text), { type: 'button' as const })
  made.addEventListener('click', press)
  return made
}

function element<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  className: string,
  text: string,
): HTMLElementTagNameMap[T] {
  return Object.assign(document.createElement(tag), { className, textContent: text })
}
