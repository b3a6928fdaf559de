/** The pages of the site: where each stands, what it is made from, and what the menu calls it, in both languages. */

import { existsSync, globSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const ROOT = resolve(import.meta.dirname, '../../..')

/** Made when the site is built, from the code. */
type Made = 'http' | 'cli' | 'sdk'

export interface Page {
  /** The address: `guides/turn`, or `reference/sdk/` of a folder. In Chinese `zh/guides/turn`. */
  at: string
  /** The English Markdown in this repository, or what makes it. */
  from: string | { made: Made }
  /** The Chinese Markdown, where there is one. Without it the Chinese site says so, and leads to the English page. */
  zhFrom: string | null
  /** The English page has Chinese beside the English, and is the Chinese page, too. */
  bilingual?: true
  en: string
  zh: string
}

export interface Section {
  en: string
  zh: string
  pages: Page[]
}

/** A part of the site, with a menu of its own at the left. */
export interface Part {
  at: string
  en: string
  zh: string
  sections: Section[]
}

/** @param zhFrom where the Chinese page is not beside the English one, with `.zh-CN` in its name */
function page(at: string, from: Page['from'], en: string, zh: string, zhFrom?: string): Page {
  const beside = typeof from === 'string' ? (zhFrom ?? from.replace(/\.md$/, '.zh-CN.md')) : null
  return { at, from, en, zh, zhFrom: beside !== null && existsSync(join(ROOT, beside)) ? beside : null }
}

const guide = (name: string, en: string, zh: string) =>
  page(`guides/${name}`, `docs/guides/${name}.md`, en, zh)

const taro = (name: string) =>
  page(`reference/taro/${name}`, `docs/taro/${name}.en.md`, name, name, `docs/taro/${name}.md`)

const PLANNED: Part[] = [
  {
    at: 'start',
    en: 'Start',
    zh: '开始',
    sections: [
      {
        en: 'Start',
        zh: '开始',
        pages: [page('start', 'docs/start.md', 'Five minutes', '五分钟')],
      },
    ],
  },
  {
    at: 'guides',
    en: 'Guides',
    zh: '指南',
    sections: [
      { en: 'Your back end', zh: '你的后端', pages: [guide('back-end', 'Your back end', '你的后端')] },
      {
        en: 'Your app',
        zh: '你的应用',
        pages: [
          guide('browser-app', 'In a browser', '浏览器'),
          page('guides/taro', 'docs/taro/README.md', 'Taro', 'Taro'),
          guide('mini-program', 'Mini Program', '小程序'),
        ],
      },
      {
        en: 'Your device',
        zh: '你的设备',
        pages: [
          guide('device-in-a-browser', 'In a browser', '浏览器'),
          guide('device-in-node', 'In Node', 'Node'),
          guide('device-in-c', 'In C', 'C'),
          guide('device-in-python', 'In Python', 'Python'),
        ],
      },
      {
        en: 'People and consent',
        zh: '用户与授权',
        pages: [
          guide('consent', 'Consent done right', '把授权做对'),
          page('guides/yes-but', 'docs/yes-but.md', 'Yes, but: limits and quiet hours', '有条件的同意'),
          page('guides/households', 'docs/households.md', 'Ringing several people', '呼叫多人'),
          page(
            'guides/ringing-a-locked-phone',
            'docs/ringing-a-locked-phone.md',
            'Ringing a locked phone',
            '让锁屏的手机响铃',
          ),
        ],
      },
      {
        en: 'In production',
        zh: '生产环境',
        pages: [
          guide('turn', 'TURN', 'TURN'),
          page('guides/production', 'docs/operating.md', 'Going to production', '部署到生产环境'),
          page('guides/testing', 'docs/testing.md', 'Testing', '测试'),
          guide('from-wechat', 'From WeChat', '从微信迁移'),
        ],
      },
    ],
  },
  {
    at: 'reference',
    en: 'Reference',
    zh: '参考',
    sections: [
      {
        en: 'The service',
        zh: '服务',
        pages: [
          page('reference/http', { made: 'http' }, 'HTTP', 'HTTP'),
          page('reference/socket', 'docs/protocol.md', 'Socket, for devices', '设备协议（WebSocket）'),
          page('reference/events', 'docs/events.md', 'Events', '事件'),
          page('reference/webhooks', 'docs/webhooks.md', 'Webhooks', 'Webhook'),
          { ...page('reference/errors', 'docs/errors.md', 'Errors', '错误码'), bilingual: true },
          page('reference/settings', 'docs/settings.md', 'Settings', '设置'),
          page('reference/cli', { made: 'cli' }, 'Command line', '命令行'),
          page('reference/console', 'docs/console.md', 'Console', '控制台'),
          page('reference/proof', 'docs/proof.md', 'Proof of consent', '授权证明'),
        ],
      },
      {
        en: 'The SDK',
        zh: 'SDK',
        pages: [
          page('reference/sdk/', { made: 'sdk' }, 'SDK', 'SDK'),
          page('reference/backend', 'docs/backend.md', 'Back-end client', '后端客户端'),
        ],
      },
      {
        en: 'Taro',
        zh: 'Taro',
        pages: [
          taro('requestDeviceVoIP'),
          taro('getDeviceVoIPList'),
          taro('useDeviceCalls'),
          page('reference/taro/matrix', 'docs/taro/matrix.md', 'What was built and run', '构建与运行矩阵'),
        ],
      },
      {
        en: 'WeChat’s names',
        zh: '微信接口',
        pages: [
          page('reference/compatibility', 'docs/compatibility.md', 'Compatibility', '兼容性'),
          page('reference/wechat-http', 'docs/wechat-http.md', 'HTTP', 'HTTP'),
          page('reference/wx', 'docs/wx.md', 'wx', 'wx'),
          page('reference/wmpf-voip', 'docs/wmpf-voip.md', 'wmpf-voip', 'wmpf-voip'),
          page('reference/message-push', 'docs/message-push.md', 'Message push', '消息推送'),
          page('reference/wechat-ledger', 'docs/wechat-ledger.md', 'Ledger', '台账'),
          page('reference/complaints', 'docs/complaints.md', 'Complaints', '报错文字'),
        ],
      },
    ],
  },
  {
    at: 'why',
    en: 'Why',
    zh: '原理',
    sections: [
      {
        en: 'Why',
        zh: '原理',
        pages: [
          page('why/how-it-works', 'docs/how-it-works.md', 'How it works', '工作原理'),
          page('why/decisions', 'docs/decisions.md', 'Decisions', '设计取舍'),
          page('why/benchmarks', 'docs/benchmarks.md', 'Benchmarks', '性能测量'),
          page('why/comparison', 'docs/comparison.md', 'Comparison', '与其他方案的比较'),
        ],
      },
      {
        en: 'The project',
        zh: '项目',
        pages: [
          page('changelog', 'CHANGELOG.md', 'Changelog', '更新日志'),
          page('why/contributing', 'CONTRIBUTING.md', 'Contributing', '参与贡献'),
          page('why/security', 'SECURITY.md', 'Security', '安全'),
        ],
      },
    ],
  },
]

const sourcesOf = ({ from, zhFrom }: Page) => (typeof from === 'string' ? [from, zhFrom] : [zhFrom])

/** The contents as far as they are written; a page of `docs/` that nobody has listed stands at the end of the reference. */
export const PARTS: Part[] = withUnlisted(
  PLANNED.map((part) => ({
    ...part,
    sections: part.sections.map((section) => ({
      ...section,
      pages: section.pages.filter(({ from }) => typeof from !== 'string' || existsSync(join(ROOT, from))),
    })),
  })),
)

function withUnlisted(parts: Part[]): Part[] {
  const known = new Set(parts.flatMap(pagesOf).flatMap(sourcesOf))
  const pages = globSync('docs/**/*.md', { cwd: ROOT })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !known.has(file) && !/\.zh-CN\.md$/.test(file))
    .sort()
    .map((file) => {
      const name = file.slice('docs/'.length, -'.md'.length)
      return page(`reference/${name}`, file, name, name)
    })
  if (pages.length === 0) return parts
  const more: Section = { en: 'More', zh: '更多', pages }
  return parts.map((part) =>
    part.at === 'reference' ? { ...part, sections: [...part.sections, more] } : part,
  )
}

function pagesOf({ sections }: Part): Page[] {
  return sections.flatMap(({ pages }) => pages)
}

export const PAGES: Page[] = PARTS.flatMap(pagesOf)
