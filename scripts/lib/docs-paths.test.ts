/** Every path that the documentation of the code names is there. */

import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

test.each(['docs/how-it-works.md', 'CONTRIBUTING.md', 'docs/decisions.md'])('paths in %s', (page) => {
  const text = readFileSync(resolve(root, page), 'utf8')
  const paths = [...text.matchAll(/`((?:packages|apps|e2e|scripts|bench|docs)\/[\w./-]*[\w/])`/g)].map(
    ([, path]) => path as string,
  )
  // What is built is there only after a build.
  const kept = paths.filter((path) => !path.endsWith('/dist'))
  expect(kept.filter((path) => !existsSync(resolve(root, path)))).toEqual([])
})
