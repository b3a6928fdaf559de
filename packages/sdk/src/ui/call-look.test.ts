import { expect, test } from 'vitest'
import { pictureStyle } from './call-look.ts'

test('leaves a picture alone for which nothing was asked', () => {
  expect(pictureStyle(undefined, false, true)).toBe('')
  expect(pictureStyle({}, true, false)).toBe('transform: scaleX(-1)')
})

test('turns, mirrors and fits; a mirror of a mirror is none', () => {
  expect(pictureStyle({ mirrored: true }, true, false)).toBe('')
  expect(pictureStyle({ rotation: 180, upsideDown: true, fit: 'contain' }, false, true)).toBe(
    'object-fit: contain; transform: rotate(180deg) scaleY(-1)',
  )
})

test('gives the large picture a box of its own shape; turned by a quarter, width and height change places', () => {
  expect(pictureStyle({ aspectRatio: 2 }, false, true)).toBe(
    'inset: 50% auto auto 50%; width: min(100vw, 100vh * 2); height: min(100vh, 100vw / 2); translate: -50% -50%',
  )
  expect(pictureStyle({ rotation: 90 }, false, true)).toContain('width: 100vh; height: 100vw;')
  expect(pictureStyle({ aspectRatio: 2 }, false, false)).toBe('aspect-ratio: 2')
  expect(pictureStyle({ aspectRatio: 2, rotation: 270 }, false, false)).toBe(
    'aspect-ratio: 0.5; transform: rotate(270deg)',
  )
})
