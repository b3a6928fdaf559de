/** The short form of `npm run look`: every state of the pages on the smallest phone, upright and held sideways. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations, type Harness, hasChromium, openHarness } from './lib/browser.ts'
import { layoutFaults } from './look/faults.ts'
import { show } from './look/show.ts'
import { STATES } from './look/states.ts'

let harness: Harness
beforeAll(async () => {
  if (hasChromium) harness = await openHarness()
})
afterAll(() => harness?.close())

// What hides after seconds has a test of its own.
const states = Object.entries(STATES).filter(([, state]) => !('act' in state && state.act === 'idle'))

describe.skipIf(!hasChromium)('the call page, the dialog and the settings page', () => {
  test('have nothing cut, covered or too small at 320×568, and no axe violation', {
    timeout: 180_000,
  }, async () => {
    const page = await harness.open({ viewport: { width: 320, height: 568 }, reducedMotion: 'reduce' })
    for (const [index, [name, state]] of states.entries()) {
      const end = await show(page, state, index % 2 ? 'zh' : 'en')
      expect([...(await axeViolations(page)), ...(await layoutFaults(page))], name).toEqual([])
      await end()
    }
    await page.context().close()
  })

  test('have nothing cut, covered or too small at 568×320', { timeout: 180_000 }, async () => {
    const page = await harness.open({
      viewport: { width: 568, height: 320 },
      reducedMotion: 'reduce',
      colorScheme: 'dark',
    })
    for (const [index, [name, state]] of states.entries()) {
      const end = await show(page, state, index % 2 ? 'en' : 'zh')
      expect(await layoutFaults(page), name).toEqual([])
      await end()
    }
    await page.context().close()
  })

  test('a fault is seen: words that are cut, controls that overlap or are too small', async () => {
    const page = await harness.open({ viewport: { width: 320, height: 568 } })
    const faults = async (html: string) => {
      await page.evaluate((html) => {
        document.body.innerHTML = html
      }, html)
      return (await layoutFaults(page)).join('\n')
    }
    const button = (style: string) =>
      `<button style="position:absolute;width:60px;height:60px;${style}">A</button>`
    expect(await faults(button('left:0;top:0'))).toBe('')
    expect(await faults(button('left:0;top:0') + button('left:40px;top:0'))).toContain('overlap')
    expect(await faults(button('left:300px;top:0'))).toMatch(/cut off|wider than the screen/)
    expect(await faults(button('left:0;top:0;width:30px'))).toContain('less than 44×44')
    expect(
      await faults('<p style="width:50px;overflow:hidden;white-space:nowrap">Much too long for it</p>'),
    ).toContain('cuts its words')
    expect(await faults('<p style="height:10px;overflow:hidden">Low</p>')).toContain('cut off')
    expect(await faults(`<p>Words</p>${button('left:0;top:0')}`)).toContain('overlap')
    expect(await faults('<p style="width:900px">Wide</p>')).toContain('wider than the screen')
    await page.context().close()
  })
})
