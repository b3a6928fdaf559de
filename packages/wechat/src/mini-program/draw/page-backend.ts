/** Makes the nodes of pages: each tag of WXML is an element `wx-…`, so that no style of the browser's own applies. */

import { glassEasel } from 'glass-easel-miniprogram-adapter'
import { compileScreenUnits } from '../compile/screen-units.ts'
import { installTapGuard } from './elements/actions.ts'
import { nodeOf } from './elements/element.ts'
import { defineElements, KNOWN_TAGS } from './elements/index.ts'
import { type PageActions, setPageActions } from './elements/page-actions.ts'
import { playAnimation } from './play-animation.ts'

export interface BackendOptions extends PageActions {
  /** Tags that stand for the program's own components. */
  components: ReadonlySet<string>
}

/**
 * What `createMiniProgram` draws with in a browser: the DOM, and WeChat's built-in components as custom elements.
 * There is one for a document.
 */
export function createPageBackend(options: BackendOptions): glassEasel.CurrentWindowBackendContext {
  setPageActions(options)
  defineElements()
  installTapGuard()

  const context = new glassEasel.CurrentWindowBackendContext()
  context.onEvent((node, type, detail, eventOptions) => {
    const event = new glassEasel.Event(type, detail, eventOptions)
    glassEasel.Event.dispatchEvent(node as glassEasel.Element, event)
    return event.getEventBubbleStatus()
  })
  // The elements report values of two-way bindings themselves.
  context.setModelBindingStat = () => {}
  const nodes = {
    createElement: elementFactory(options),
    createTextNode: (text: string) => document.createTextNode(text),
    createDocumentFragment: () => document.createDocumentFragment(),
  }
  return Object.assign(context, { document: nodes as unknown as Document })
}

function elementFactory({ components, warn }: BackendOptions): (tag: string) => HTMLElement {
  const warned = new Set<string>()
  return (tag) => {
    const own = tag === 'page' || (components.has(tag) && !KNOWN_TAGS.has(tag))
    const element = document.createElement(own ? 'wx-component' : `wx-${tag}`)
    if (!own && !KNOWN_TAGS.has(tag)) {
      element.dataset.unknown = tag
      if (!warned.has(tag)) warn(`<${tag}> is drawn as a plain block: it is not one of the components here.`)
      warned.add(tag)
    }
    element.setAttribute = function (name: string, text: string) {
      // The framework gives a text for any value; what the page passed is in its node.
      const node = nodeOf(element)
      const value = node?.getAttribute(name)
      if (name === 'animation') playAnimation(element, value)
      else if (isUnset(name, text, value)) this.removeAttribute(name)
      else Element.prototype.setAttribute.call(this, name, name === 'style' ? compileScreenUnits(text) : text)
    }
    return element
  }
}

/** Whether the page passed nothing, or to one that is on or off what means off: any text means on, also `"false"`. */
function isUnset(name: string, text: string, value: unknown): boolean {
  if (SWITCHES.has(name)) return value !== undefined && value !== null ? !value : text === ''
  return text === '' && (value === undefined || value === null)
}
const SWITCHES = new Set([
  'hidden',
  'disabled',
  'checked',
  'focus',
  'auto-focus',
  'loading',
  'password',
  'plain',
])
