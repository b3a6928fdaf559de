/** The phone around the program: its title bar, its pages, its tab bar. */

import type { BundledProgram, LivePage, View } from '@callgrant/wechat/mini-program'
import { TEXT as t } from './texts.ts'

export interface PhoneOptions {
  program: BundledProgram
  /** Address of the program's folder, for the icons of the tab bar; ends with a slash. */
  folderUrl: string
  back(): void
  /** Opens the page behind the button `•••`; absent: there is no such button. */
  openSetting?: () => void
  switchTab(route: string): void
}

interface PageNodes {
  element: HTMLElement
  style: HTMLStyleElement
}

/** Builds the phone into an element. @returns the screen that shows the open pages */
export function createPhone(root: HTMLElement, options: PhoneOptions): View {
  const { program, folderUrl } = options
  const { appJson, styles } = program
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
  back.addEventListener('click', options.back)
  more.hidden = !options.openSetting
  more.addEventListener('click', () => options.openSetting?.())

  addStyle(styles.app ?? '')
  for (const [path, css] of Object.entries(styles)) {
    if (program.isComponent(path)) addStyle(css)
  }
  setScreenUnits(root, pages)
  // `wx.setNavigationBarTitle` sets the document's.
  new MutationObserver(() => {
    title.textContent = document.title
  }).observe(document.querySelector('title') as Node, { childList: true })

  const nodesOf = new Map<LivePage, PageNodes>()
  const order: LivePage[] = []

  function showBar({ route }: LivePage): void {
    const page = { ...appJson.window, ...program.json(route) }
    document.title = page.navigationBarTitleText ?? ''
    title.textContent = document.title
    bar.hidden = page.navigationStyle === 'custom'
    bar.style.setProperty('--bar', String(page.navigationBarBackgroundColor ?? '#fff'))
    bar.style.setProperty('--bar-text', page.navigationBarTextStyle === 'white' ? '#fff' : '#191919')
    back.hidden = order.length <= 1
    showTabs(route)
  }

  function showTabs(route: string): void {
    const list = appJson.tabBar?.list ?? []
    tabs.hidden = appJson.tabBar?.custom === true || !list.some(({ pagePath }) => pagePath === route)
    tabs.replaceChildren(
      ...list.map(({ pagePath, text = '', iconPath, selectedIconPath }) => {
        const tab = document.createElement('button')
        const current = pagePath === route
        tab.type = 'button'
        tab.toggleAttribute('aria-current', current)
        const icon = current ? (selectedIconPath ?? iconPath) : iconPath
        if (icon) tab.append(Object.assign(new Image(), { src: folderUrl + icon, alt: '' }))
        tab.append(text)
        tab.addEventListener('click', () => options.switchTab(pagePath))
        return tab
      }),
    )
  }

  return {
    mount(page) {
      const element = Object.assign(document.createElement('div'), { className: 'wx-page' })
      element.dataset.route = page.route
      const slot = document.createElement('div')
      element.append(slot)
      pages.append(element)
      const style = Object.assign(document.createElement('style'), { textContent: styles[page.route] ?? '' })
      nodesOf.set(page, { element, style })
      order.push(page)
      page.root.attach(element as never, slot as never)
      if (page.tabBar) {
        const bar = document.createElement('div')
        element.append(bar)
        page.tabBar.attach(element as never, bar as never)
      }
    },
    show(page) {
      const nodes = nodesOf.get(page)
      if (!nodes) return
      nodes.element.hidden = false
      document.head.append(nodes.style)
      showBar(page)
    },
    hide(page) {
      const nodes = nodesOf.get(page)
      if (nodes) nodes.element.hidden = true
      nodes?.style.remove()
    },
    unmount(page) {
      const nodes = nodesOf.get(page)
      nodes?.element.remove()
      nodes?.style.remove()
      nodesOf.delete(page)
      order.splice(order.indexOf(page), 1)
    },
    scrollTo(page, { scrollTop, selector, duration = 300 }) {
      const element = nodesOf.get(page)?.element
      if (!element) return
      const named = selector && page.root.getComponent().getShadowRoot()?.querySelector(selector)
      const target = named ? (named.getBackendElement() as unknown as HTMLElement | null) : null
      const above = element.getBoundingClientRect().top - element.scrollTop
      const top = target ? target.getBoundingClientRect().top - above : scrollTop
      element.scrollTo({ ...(top !== undefined && { top }), behavior: duration > 0 ? 'smooth' : 'instant' })
    },
  }
}

function addStyle(css: string): void {
  document.head.append(Object.assign(document.createElement('style'), { textContent: css }))
}

/** Keeps `--rpx`, `--vw` and `--vh` at what these units are in this phone. */
function setScreenUnits(root: HTMLElement, pages: HTMLElement): void {
  const set = () => {
    root.style.setProperty('--rpx', `${pages.clientWidth / 750}px`)
    root.style.setProperty('--vw', `${pages.clientWidth / 100}px`)
    root.style.setProperty('--vh', `${pages.clientHeight / 100}px`)
  }
  set()
  new ResizeObserver(set).observe(pages)
}
