/** Mini Programs that others published on npm: each as its package has it. e2e/programs/README.md says what they are. */

import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where programs are put together: a folder that is removed after the run. */
const ASSEMBLED = process.env.CALLGRANT_TEST_FOLDER ?? tmpdir()
const modules = resolve(import.meta.dirname, '../../node_modules')

export interface PublishedProgram {
  name: string
  /** The folder to open. */
  folder: string
  /** Every page of `app.json`, those of subpackages too. */
  pages: string[]
  /** What the program itself does wrong, in WeChat too, as it is reported. */
  own: RegExp[]
}

const program = (name: string, folder: string, root = '', own: RegExp[] = []): PublishedProgram => ({
  name,
  folder,
  pages: pagesOf(join(folder, root, 'app.json')),
  own,
})

export const PROGRAMS = {
  weui: program('weui-wxss', join(modules, 'weui-wxss/dist')),
  wux: program('wux-weapp', join(modules, 'wux-weapp/example'), '', [
    // Its page of barcodes reads `detail` of an event that its own wrapper does not pass on.
    /reading 'detail'[\s\S]*pages\/barcode\/index/,
    // It asks whether it runs in WeChat's developer tools, and then plays music, which is not here.
    /getBackgroundAudioManager is not a function[\s\S]*app\.js/,
    // In a browser it reads its own width before there is a class to find itself by.
    /reading 'width'[\s\S]*dist\/ellipsis\/index/,
    // It stops a refresher a while after the page was opened, also when that is closed by then.
    /getCtx[\s\S]*pages\/refresher\/index/,
    // WeChat warns of these too.
    /dist\/index\/index: Some keys are not unique/,
    /received type-incompatible value/,
  ]),
  html: program('mp-html', richTextDemo()),
  mtemplate: program('@wxmp/mtemplate', join(modules, '@wxmp/mtemplate'), '', [
    // It does not handle that a log-in is cancelled.
    /cancelEvent: tapCancel/,
  ]),
  typescript: program(
    '@fujia/wechat-template',
    join(modules, '@fujia/wechat-template/template'),
    'miniprogram',
  ),
  charts: program('echarts-for-weixin', chartsExample(), '', [
    // A second after its page was opened it saves the picture, which is not here.
    /wx\.canvasToTempFilePath is not a function[\s\S]*ec-canvas\.js/,
  ]),
  album: program('cos-wx-sdk-v5', join(modules, 'cos-wx-sdk-v5/demo-album')),
  starter: program('weapp-starter-template', join(modules, 'weapp-starter-template'), '', [
    // No address of a back end is set in it, nor of the page that it then wants to open.
    /redirectTo:fail parameter error: parameter\.url/,
  ]),
}

/** Pages that are blank at first: a log with nothing in it, and a list of what is in view, where nothing is drawn. */
const BLANK = new Set(['pages/logs/logs', 'pages/virtual-list/page-scroll'])
/** Pages of the charts that have words beside the canvas. */
const WITH_WORDS = /^pages\/(index|measureText|lazyLoad|move)\//

/** Whether a page has no words at first. */
export function isBlank(page: string, program: PublishedProgram): boolean {
  return program === PROGRAMS.charts ? !WITH_WORDS.test(page) : BLANK.has(page)
}

/** What `told` says that is not the program's own doing. */
export function faultsOf(told: string[], { own }: PublishedProgram): string[] {
  return told.filter((text) => !own.some((known) => known.test(text)))
}

function pagesOf(appJson: string): string[] {
  const { pages, subpackages = [] } = JSON.parse(readFileSync(appJson, 'utf8')) as {
    pages: string[]
    subpackages?: { root: string; pages: string[] }[]
  }
  return [...pages, ...subpackages.flatMap(({ root, pages: own }) => own.map((page) => `${root}/${page}`))]
}

/** The demo of mp-html, put together as the package's own `gulp dev` does: the component beside its pages. */
function richTextDemo(): string {
  const folder = mkdtempSync(join(ASSEMBLED, 'mp-html-'))
  const from = join(modules, 'mp-html')
  cpSync(join(from, 'tools/demo/miniprogram'), folder, { recursive: true })
  cpSync(join(from, 'dist/mp-weixin'), join(folder, 'components/mp-html'), { recursive: true })
  cpSync(join(from, 'test/content.js'), join(folder, 'content.js'))
  return folder
}

/**
 * The example of echarts-for-weixin. Its pages look for the component and for ECharts in `ec-canvas`, beside `pages`, and one
 * of them in `src/ec-canvas`; the component takes ECharts from there, as in the program that it was made from.
 */
function chartsExample(): string {
  const folder = mkdtempSync(join(ASSEMBLED, 'charts-'))
  const from = join(modules, 'echarts-for-weixin')
  cpSync(join(from, 'examples/miniprogram'), folder, { recursive: true })
  const script = readFileSync(join(from, 'src/index.js'), 'utf8').replaceAll('this.data.echarts', 'echarts')
  for (const place of ['ec-canvas', 'src/ec-canvas']) {
    mkdirSync(join(folder, place), { recursive: true })
    for (const ending of ['wxml', 'wxss', 'json'])
      cpSync(join(from, `src/index.${ending}`), join(folder, place, `ec-canvas.${ending}`))
    cpSync(join(from, 'src/wx-canvas.js'), join(folder, place, 'wx-canvas.js'))
    const echarts = place.startsWith('src') ? '../../ec-canvas/echarts' : './echarts'
    writeFileSync(join(folder, place, 'ec-canvas.js'), `import * as echarts from '${echarts}'\n${script}`)
  }
  cpSync(join(modules, 'echarts/dist/echarts.min.js'), join(folder, 'ec-canvas/echarts.js'))
  return folder
}
