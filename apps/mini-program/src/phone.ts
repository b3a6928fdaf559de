/** The phone on the screen: the bar, the pages, the tabs. */

import type { AppJson, LivePage, PageJson, View } from '@callgrant/sdk/wx/pages'
import { TEXTS } from './texts.ts'

export interface PhoneParts {
  appJson: AppJson
  json(route: string): PageJson | undefined
  styles: Record<string, string>
  back(): void
  /** Opens the page that `…` leads to. */
  settings?: () => void
  switchTab(route: string): void
}

interface Place {
  element: HTMLElement
  style: HTMLStyleElement
}

/** Builds the phone into an element, and shows what the stack of pages says. */
export function makePhone(root: HTMLElement, parts: PhoneParts): View & { fault(text: string): void } {
  const { appJson, styles } = parts
  const t = TEXTS[document.documentElement.lang.startsWith('zh') ? 'zh' : 'en']
  root.innerHTML = `
    <header class="bar">
      <button type="button" aria-label="${t.back}">‹</button>
      <h1></h1>
      <button type="button" aria-label="${t.settings}">•••</button>
    </header>
    <div class="pages"></div>
    <nav class="tabs" aria-label="${t.tabs}" hidden></nav>`
  const find = <T extends HTMLElement>(selector: string) => root.querySelector(selector) as T
  const [bar, title, pages, tabs] = [find('.bar'), find('h1'), find('.pages'), find('.tabs')]
  const [back, more] = root.querySelectorAll<HTMLButtonElement>('.bar button') as unknown as [
    HTMLButtonElement,
    HTMLButtonElement,
  ]
  back.addEventListener('click', parts.back)
  more.hidden = !parts.settings
  more.addEventListener('click', () => parts.settings?.())

  addStyle(styles.app ?? '')
  for (const [path, css] of Object.entries(styles)) {
    if (parts.json(path)?.component) addStyle(css)
  }
  measure(root, pages)
  // `wx.setNavigationBarTitle` sets the document's.
  new MutationObserver(() => {
    title.textContent = document.title
  }).observe(document.querySelector('title') as Node, { childList: true })

  const places = new Map<LivePage, Place>()
  const order: LivePage[] = []

  function dress({ route }: LivePage): void {
    const page = { ...appJson.window, ...parts.json(route) }
    document.title = page.navigationBarTitleText ?? ''
    title.textContent = document.title
    bar.hidden = page.navigationStyle === 'custom'
    bar.style.setProperty('--bar', String(page.navigationBarBackgroundColor ?? '#fff'))
    bar.style.setProperty('--bar-text', page.navigationBarTextStyle === 'white' ? '#fff' : '#191919')
    back.hidden = order.length <= 1
    dressTabs(route)
  }

  function dressTabs(route: string): void {
    const list = appJson.tabBar?.list ?? []
    tabs.hidden = !list.some(({ pagePath }) => pagePath === route)
    tabs.replaceChildren(
      ...list.map(({ pagePath, text = '', iconPath, selectedIconPath }) => {
        const tab = document.createElement('button')
        const current = pagePath === route
        tab.type = 'button'
        tab.toggleAttribute('aria-current', current)
        const icon = current ? (selectedIconPath ?? iconPath) : iconPath
        if (icon) tab.append(Object.assign(new Image(), { src: `/folder/${icon}`, alt: '' }))
        tab.append(text)
        tab.addEventListener('click', () => parts.switchTab(pagePath))
        return tab
      }),
    )
  }

  return {
    mount(page) {
      const element = Object.assign(document.createElement('div'), { className: 'wx-page' })
      element.dataset.route = page.route
      const hole = document.createElement('div')
      element.append(hole)
      pages.append(element)
      const style = Object.assign(document.createElement('style'), { textContent: styles[page.route] ?? '' })
      places.set(page, { element, style })
      order.push(page)
      page.root.attach(element as never, hole as never)
    },
    show(page) {
      const place = places.get(page)
      if (!place) return
      place.element.hidden = false
      document.head.append(place.style)
      dress(page)
    },
    hide(page) {
      const place = places.get(page)
      if (place) place.element.hidden = true
      place?.style.remove()
    },
    unmount(page) {
      const place = places.get(page)
      place?.element.remove()
      place?.style.remove()
      places.delete(page)
      order.splice(order.indexOf(page), 1)
    },
    fault(text) {
      pages.prepend(
        Object.assign(document.createElement('pre'), {
          className: 'fault',
          textContent: text,
          role: 'alert',
        }),
      )
    },
  }
}

function addStyle(css: string): void {
  document.head.append(Object.assign(document.createElement('style'), { textContent: css }))
}

/** How much a unit of the screen is, in this phone. */
function measure(root: HTMLElement, pages: HTMLElement): void {
  const set = () => {
    root.style.setProperty('--rpx', `${pages.clientWidth / 750}px`)
    root.style.setProperty('--vw', `${pages.clientWidth / 100}px`)
    root.style.setProperty('--vh', `${pages.clientHeight / 100}px`)
  }
  set()
  new ResizeObserver(set).observe(pages)
}
