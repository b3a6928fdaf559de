import { expect, it } from 'vitest'
import { batched } from './batched.ts'

it('puts what waits at the same moment into one question, and gives each its answer', async () => {
  const asked: number[][] = []
  const double = batched('test', async (numbers: readonly number[]) => {
    asked.push([...numbers])
    return numbers.map((number) => number * 2)
  })
  expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6])
  expect(asked).toEqual([[1, 2, 3]])
})

it('asks again each time: nothing is remembered', async () => {
  let times = 0
  const count = batched('test', async (keys: readonly string[]) => keys.map(() => ++times))
  expect([await count('same'), await count('same')]).toEqual([1, 2])
})

it('has two questions under way at most; what comes meanwhile waits, and goes together', async () => {
  const asked: number[][] = []
  const ends: (() => void)[] = []
  const echo = batched('test', async (numbers: readonly number[]) => {
    asked.push([...numbers])
    await new Promise<void>((resolve) => ends.push(resolve))
    return numbers
  })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const answers = [echo(1)]
  await turn()
  answers.push(echo(2))
  await turn()
  for (const number of [3, 4, 5]) {
    answers.push(echo(number))
    await turn()
  }
  expect(asked).toEqual([[1], [2]])
  for (let ended = 0; ended < 3; ) {
    await turn()
    const end = ends.shift()
    if (!end) continue
    end()
    ended++
  }
  expect(await Promise.all(answers)).toEqual([1, 2, 3, 4, 5])
  expect(asked).toEqual([[1], [2], [3, 4, 5]])
})

it('fails one for its own sake only', async () => {
  const parse = batched('test', async (texts: readonly string[]) =>
    texts.map((text) => JSON.parse(text) as unknown),
  )
  const results = await Promise.allSettled(['1', 'not JSON', '{"a":2}'].map(parse))
  expect(results).toMatchObject([
    { status: 'fulfilled', value: 1 },
    { status: 'rejected', reason: expect.any(SyntaxError) },
    { status: 'fulfilled', value: { a: 2 } },
  ])
  expect(await parse('3')).toBe(3)
})
