/** Adds people, many at once, and prints each name as soon as that is acknowledged. Its first argument is the file. */

import { writeSync } from 'node:fs'
import { openStore } from '../src/store/store.ts'

const store = await openStore(`sqlite:${process.argv[2]}`)

async function addPeople(writer: number): Promise<never> {
  for (let n = 0; ; n++) {
    const openid = `w${writer}-${n}`
    await store.write((tx) => tx.people.ensure('app', openid, 1))
    writeSync(1, `${openid}\n`)
  }
}

await Promise.all(Array.from({ length: 8 }, (_, writer) => addPeople(writer)))
