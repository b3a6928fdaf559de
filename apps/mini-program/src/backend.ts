/** Makes the nodes of pages: each tag of WXML is an element `wx-…`, so that none has a browser's own looks. */

import { glassEasel } from 'glass-easel-miniprogram-adapter'
import { KNOWN_TAGS } from './elements/index.ts'

/** Tags that the framework uses itself. */
const OWN = new Set(['wx-x'])
const SCREEN_UNIT = /(-?\d*\.?\d+)(rpx|vh|vw)\b/g

/** @param onUnknown told once of each tag that is not drawn as WeChat draws it */
export function pageBackend(onUnknown: (tag: string) => void): glassEasel.CurrentWindowBackendContext {
  const context = new glassEasel.CurrentWindowBackendContext()
  context.onEvent((node, type, detail, options) => {
    const event = new glassEasel.Event(type, detail, options)
    glassEasel.Event.dispatchEvent(node as glassEasel.Element, event)
    return event.getEventBubbleStatus()
  })
  const told = new Set<string>()
  const createElement = (tag: string): HTMLElement => {
    if (!KNOWN_TAGS.has(tag) && !OWN.has(tag) && !told.has(tag)) {
      told.add(tag)
      onUnknown(tag)
    }
    const element = document.createElement(OWN.has(tag) ? tag : `wx-${tag}`)
    if (!KNOWN_TAGS.has(tag) && !OWN.has(tag)) element.dataset.unknown = tag
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
