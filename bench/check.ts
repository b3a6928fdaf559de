/** May this device ring this person? Against one prepared `select` of the row by its key, on the same file. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Bench } from 'tinybench'
import { subjectKey } from '../packages/server/src/rules/consent/subject.ts'
import { openStore } from '../packages/server/src/store/store.ts'
import { fillPeople } from './people.ts'
import { type Suite, sideBySide } from './suite.ts'

const PEOPLE = 100_000

export const suite: Suite = {
  name: `may it ring? (A5), ${PEOPLE.toLocaleString('en')} people`,
  bare: 'one prepared select of node:sqlite',
  async measure() {
    const folder = await mkdtemp(join(tmpdir(), 'callgrant-bench-'))
    const file = join(folder, 'bench.db')
    const store = await openStore(`sqlite:${file}`)
    await fillPeople(store, 'app', PEOPLE)
    const bareDb = new DatabaseSync(file, { readOnly: true })
    const select = bareDb.prepare(
      'select status from "authorization" where appid = ? and openid = ? and subject = ?',
    )
    let ours = 0
    let bare = 0
    // A stride that visits everybody, so that the page cache is used as a server would use it.
    const next = (n: number) => (n + 7919) % PEOPLE
    const bench = new Bench({ time: 800 })
      .add('ours', async () => {
        ours = next(ours)
        const found = await store.consent.effective('app', `p${ours}`, 'm_door', `door-${ours}`, Date.now)
        if (!found.allowed) throw new Error('refused')
      })
      .add('bare', () => {
        bare = next(bare)
        const subject = subjectKey({ kind: 'device', modelId: 'm_door', sn: `door-${bare}` })
        if (select.get('app', `p${bare}`, subject)?.status !== 1) throw new Error('refused')
      })
    return sideBySide(bench, async () => {
      bareDb.close()
      await store.close()
      await rm(folder, { recursive: true })
    })
  },
}
