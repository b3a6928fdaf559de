import { expect, it } from 'vitest'
import { inLanes } from './lanes.ts'

it('runs as many jobs at once as there are lanes, in their order', async () => {
  const started: number[] = []
  let running = 0
  let most = 0
  const jobs = [0, 1, 2, 3, 4].map((number) => async () => {
    started.push(number)
    most = Math.max(most, ++running)
    await new Promise(setImmediate)
    running--
  })
  await inLanes(jobs, 2)
  expect(started).toEqual([0, 1, 2, 3, 4])
  expect(most).toBe(2)
})

it('a free lane takes the next job, however long another runs', async () => {
  const ended: string[] = []
  let finish = () => {}
  const long = new Promise<void>((done) => {
    finish = done
  })
  const jobs = [
    () => long.then(() => void ended.push('long')),
    async () => void ended.push('short'),
    async () => void ended.push('last'),
    async () => finish(),
  ]
  await inLanes(jobs, 2)
  expect(ended).toEqual(['short', 'last', 'long'])
})

it('rejects when a job does', async () => {
  await expect(inLanes([() => Promise.reject(new Error('broken'))], 2)).rejects.toThrow('broken')
})
