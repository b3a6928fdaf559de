/** Makes the nodes of pages: each tag of WXML is an element `wx-…`, so that none has a browser's own looks. */

import { glassEasel } from 'glass-easel-miniprogram-adapter'
import { KNOWN_TAGS } from './elements/index.ts'

const SCREEN_UNIT = /(-?\d*\.?\d+)(rpx|vh|vw)\b/g

/**
 * @param components names of the program's own components
 * @param onUnknown told once of each tag that is not drawn as WeChat draws it
 */
export function pageBackend(
  components: ReadonlySet<string>,
  onUnknown: (tag: string) => void,
): glassEasel.CurrentWindowBackendContext {
  const context = new glassEasel.CurrentWindowBackendContext()
  context.onEvent((node, type, detail, options) => {
    const event = new glassEasel.Event(type, detail, options)
    glassEasel.Event.dispatchEvent(node as glassEasel.Element, event)
    return event.getEventBubbleStatus()
  })
  const told = new Set<string>()
  // Two-way bindings are told by the elements themselves.
  context.setModelBindingStat = () => {}
  const createElement = (tag: string): HTMLElement => {
    const own = tag === 'page' || (components.has(tag) && !KNOWN_TAGS.has(tag))
    const element = document.createElement(own ? 'wx-component' : `wx-${tag}`)
    if (!own && !KNOWN_TAGS.has(tag)) {
      element.dataset.unknown = tag
      if (!told.has(tag)) onUnknown(tag)
      told.add(tag)
    }
    element.setAttribute = function (name: string, value: string) {
      const units = name === 'style' ? value.replace(SCREEN_UNIT, 'calc($1 * var(--$2))') : value
      Element.prototype.setAttribute.call(this, name, units)
    }
    return element
  }
  const nodes = {
    createElement,
    createTextNode: (text: string) => document.createTextNode(text),
    createDocumentFragment: () => document.createDocumentFragment(),
  }
  return Object.assign(context, { document: nodes as unknown as Document })
}
