/** A contact sheet: every picture of a run on one page, a row for each state. */

export interface Shot {
  state: string
  /** `320×568 light en` */
  as: string
  /** File beside the sheet. */
  file: string
  width: number
  height: number
  faults: readonly string[]
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** @param height of each picture on the sheet, in CSS pixels */
export function contactSheet(shots: readonly Shot[], title: string, height: number): string {
  const states = [...new Set(shots.map(({ state }) => state))]
  const figure = ({ as, file, width, height: high, faults }: Shot) =>
    `<a href="${escaped(file)}" title="${escaped([as, ...faults].join('\n'))}"><img src="${escaped(file)}" alt="${escaped(as)}" width="${Math.round((width / high) * height)}" height="${height}"${faults.length > 0 ? ' class="bad"' : ''}></a>`
  const row = (state: string) => {
    const own = shots.filter((shot) => shot.state === state)
    const said = own.flatMap(({ as, faults }) =>
      faults.map((fault) => `<li>${escaped(as)}: ${escaped(fault)}</li>`),
    )
    return `<section><h2>${escaped(state)}</h2><div>${own.map(figure).join('')}</div>${said.length > 0 ? `<ul>${said.join('')}</ul>` : ''}</section>`
  }
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
body{font:14px/1.4 system-ui,sans-serif;margin:16px;background:#f4f4f4;color:#191919}
main{gap:0 24px}h1{font-size:18px}h2{font-size:13px;font-weight:600;margin:12px 0 4px}
main,div{display:flex;flex-wrap:wrap;gap:4px}
img{display:block;border:1px solid #bbb}
img.bad{outline:3px solid #d00}
ul{margin:4px 0;padding-left:20px;color:#a00}
</style>
<h1>${escaped(title)}</h1>
<main>${states.map(row).join('\n')}</main>
</html>
`
}
