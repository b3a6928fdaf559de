/** What the pages of the documentation beside /docs share: one file each, no script, nothing loaded. */

import { VERSION } from '../../version.ts'

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1f; --quiet: #565b61; --line: #d9dce0; --paper: #fff; --soft: #f4f6f7; --mark: #06693a }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --quiet: #a9aeb3; --line: #3a3d40; --paper: #161718; --soft: #212325; --mark: #57cf95 } }
* { box-sizing: border-box }
html { scroll-padding-top: 1rem }
body { margin: 0 auto; max-width: 62rem; padding: 1.25rem 1rem 3rem; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .75rem 0 }
h2 { font-size: 1.25rem; margin: 2.25rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line) }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .25rem }
h4 { font-size: .875rem; margin: .75rem 0 .25rem; color: var(--quiet); font-weight: 600 }
a { color: var(--mark) }
a:focus-visible, pre:focus-visible, .wide:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px }
:target { background: var(--soft); box-shadow: -4px 0 0 var(--mark) }
code, pre { font: .875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
pre { margin: .25rem 0 .75rem; padding: .75rem; overflow-x: auto; overflow-wrap: normal; background: var(--soft); border: 1px solid var(--line); border-radius: 6px }
.wide { overflow-x: auto }
table { width: 100%; border-collapse: collapse; font-size: .9375rem }
th, td { padding: .4rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
th { font-weight: 600 }
.quiet { color: var(--quiet); font-size: .875rem }
nav ul { columns: 14rem; margin: .5rem 0; padding: 0; list-style: none }
nav li { break-inside: avoid; padding: .1rem 0 }
`

/** A whole page. @param body as HTML */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<nav aria-label="Documentation"><a href="/docs/">HTTP</a> · <a href="/docs/socket">WebSocket</a> · <a href="/docs/errors">Errors</a></nav>
<main>
<h1>${escaped(title)}</h1>
${body}
</main>
<footer class="quiet">Callgrant ${VERSION}</footer>
</body>
</html>
`
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as HTML. */
export const escaped = (text: string) => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter)

/** Text in which `this` is code, as HTML. */
export const prose = (text: string) => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>')

/** A value as JSON, which may be wider than the page and is then scrolled by keyboard too. @param what it is */
export const json = (value: unknown, what: string) =>
  `<pre tabindex="0" role="region" aria-label="${escaped(what)}"><code>${escaped(JSON.stringify(value, null, 2))}</code></pre>`
