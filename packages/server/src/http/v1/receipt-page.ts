/** A receipt of consent as a page to read and to print: one file, no script, nothing loaded. */

import type { ConsentReceipt, SignedReceipt } from '@callgrant/protocol'
import type { Language } from '@callgrant/protocol/errors'

const TEXTS = {
  en: {
    title: 'Consent receipt',
    states: { consent_given: 'Allowed', consent_refused: 'Refused', consent_withdrawn: 'Withdrawn' },
    asked: 'The question, as it was shown',
    noWords: 'Changed in the settings of the app, where no question is shown.',
    who: 'Who asked',
    device: 'Device or group',
    person: 'Person',
    when: 'When',
    shownBy: 'Shown by',
    how: 'How',
    purpose: 'What for',
    kept: 'What is kept of calls',
    holds: 'Holds',
    withdraw: 'How to withdraw',
    rights: 'Rights',
    retention: 'This record',
    record: 'Record',
    place: (chain: string, seq: number) => `number ${seq} of the chain “${chain}”`,
    hash: 'Hash of the record',
    signature: 'Signature',
    verify: (keys: string) => `JWS (EdDSA). Its key is at ${keys}. It covers all that is on this page.`,
    show: 'Show the signed receipt',
    issued: (at: string) => `Issued ${at}. Fields as in ISO/IEC TS 27560:2023.`,
  },
  zh: {
    title: '授权凭证',
    states: { consent_given: '已允许', consent_refused: '已拒绝', consent_withdrawn: '已撤回' },
    asked: '当时显示的问题',
    noWords: '在应用设置中更改，设置中不显示问题。',
    who: '请求方',
    device: '设备或设备组',
    person: '用户',
    when: '时间',
    shownBy: '显示方',
    how: '方式',
    purpose: '用途',
    kept: '保存的通话信息',
    holds: '有效期',
    withdraw: '如何撤回',
    rights: '权利',
    retention: '本记录',
    record: '记录',
    place: (chain: string, seq: number) => `“${chain}”链的第 ${seq} 条`,
    hash: '记录的哈希值',
    signature: '签名',
    verify: (keys: string) => `JWS（EdDSA），公钥见 ${keys}，覆盖本页全部内容。`,
    show: '显示已签名的凭证',
    issued: (at: string) => `出具于 ${at}。字段依照 ISO/IEC TS 27560:2023。`,
  },
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1a1a1a; --quiet: #5f6368; --line: #d9dce0; --paper: #fff; --soft: #f4f6f7; --mark: #07753f }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --quiet: #a3a8ad; --line: #3a3d40; --paper: #161718; --soft: #212325; --mark: #4cc38a } }
@page { size: A4; margin: 16mm }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 46rem; padding: 1.5rem 1.25rem 2rem; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; overflow-wrap: anywhere }
header { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5rem 1rem }
h1 { margin: 0; font-size: 1.5rem; font-weight: 650 }
.state { padding: .15rem .75rem; border: 1.5px solid currentColor; border-radius: 1rem; color: var(--mark); font-weight: 600 }
.state.no { color: var(--ink) }
figure { margin: 1.25rem 0; padding: 1rem 1.125rem; background: var(--soft); border-left: 4px solid var(--mark); border-radius: 4px }
figcaption, dt, footer, .note { color: var(--quiet); font-size: .875rem }
blockquote { margin: .375rem 0 0; font-size: 1.25rem; line-height: 1.4 }
dl { margin: 0 }
dl div { display: grid; grid-template-columns: 11rem 1fr; gap: 0 1rem; padding: .5rem 0; border-top: 1px solid var(--line) }
dd, dd p { margin: 0 }
small { display: block; color: var(--quiet) }
code { font: .8125rem/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace }
h2 { margin: 1.5rem 0 .25rem; font-size: 1rem }
pre { margin: .5rem 0; padding: .75rem; background: var(--soft); border-radius: 4px; white-space: pre-wrap; word-break: break-all; font: .6875rem/1.35 ui-monospace, "SF Mono", Menlo, Consolas, monospace }
.note { margin: 0 }
footer { margin-top: 1.25rem }
summary { margin-top: .5rem; cursor: pointer; color: var(--mark) }
@media (max-width: 34rem) { dl div { grid-template-columns: 1fr } }
@media print {
  :root { color-scheme: light; --ink: #000; --quiet: #444; --line: #bbb; --paper: #fff; --soft: #fff; --mark: #000 }
  body { max-width: none; padding: 0; font-size: 10pt }
  figure { border: 1px solid var(--line); border-left: 4px solid #000; margin: .75rem 0 }
  dl div, figure { break-inside: avoid }
  dl div { padding: .25rem 0; grid-template-columns: 9rem 1fr }
  details { display: none }
  h2 { margin-top: .75rem }
}`

/** @returns a whole document, in the language asked for; the question stays in the language that it was shown in */
export function receiptPage({ receipt, jws }: SignedReceipt, language: Language): string {
  const t = TEXTS[language]
  const { consent, evidence, parties, pii_processing } = receipt
  const { text, language: shownIn, shown_by } = pii_processing.privacy_notice
  const [purpose] = pii_processing.purposes
  const party = (role: ConsentReceipt['parties'][number]['party_role']) => {
    const found = parties.find(({ party_role }) => party_role === role)
    return `${escaped(found?.party_name ?? '')}<small><code>${escaped(found?.party_id ?? '')}</code></small>`
  }
  const rows: [string, string][] = [
    [t.who, party('pii_controller')],
    [t.device, party('device')],
    [t.person, `<code>${escaped(receipt.pii_principal_id)}</code>`],
    [t.when, time(consent.event_time)],
    ...(shown_by === null ? [] : ([[t.shownBy, `<code>${escaped(shown_by)}</code>`]] as [string, string][])),
    ...(purpose
      ? ([
          [t.how, escaped(purpose.collection_method[language])],
          [t.purpose, escaped(purpose.purpose[language])],
          [
            t.kept,
            purpose.pii_information.map((one) => `<p>${escaped(one.description[language])}</p>`).join(''),
          ],
          [t.holds, escaped(consent.validity_duration[language])],
          [t.withdraw, escaped(purpose.withdrawal_method[language])],
          [t.rights, escaped(purpose.privacy_rights[language])],
          [t.retention, escaped(purpose.retention_period[language])],
        ] as [string, string][])
      : []),
    [
      t.record,
      `<code>${escaped(receipt.record_id)}</code><small>${escaped(t.place(evidence.chain, evidence.seq))}</small>`,
    ],
    [t.hash, `<code>${escaped(evidence.hash)}</code>`],
  ]
  const keys = `${receipt.iss === 'callgrant' ? '' : receipt.iss}/.well-known/jwks.json`
  const given = consent.event_state === 'consent_given'
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${t.title} ${escaped(receipt.record_id)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header><h1>${t.title}</h1><span class="state${given ? '' : ' no'}">${t.states[consent.event_state]}</span></header>
<figure>
<figcaption>${t.asked}</figcaption>
<blockquote${shownIn === null || text === null ? '' : ` lang="${escaped(shownIn)}"`}>${escaped(text ?? t.noWords)}</blockquote>
</figure>
<dl>
${rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('\n')}
</dl>
<h2>${t.signature}</h2>
<p class="note">${escaped(t.verify(keys))}</p>
<details><summary>${t.show}</summary><pre>${escaped(jws)}</pre></details>
</main>
<footer>${escaped(t.issued(time(receipt.issued_at)))}</footer>
</body>
</html>
`
}

/** `2026-03-01 09:30:05 UTC` of an ISO time: the same for whoever reads it. */
function time(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
