import { expect, test } from 'vitest'
import { isPlaced, pictureStyle, smallRatio } from './call-look.ts'

test('leaves a picture alone for which nothing was asked', () => {
  expect(pictureStyle(undefined, false, true)).toBe('')
  expect(pictureStyle({}, true, false)).toBe('transform: scaleX(-1)')
  expect([isPlaced(), isPlaced({ mirrored: true, rotation: 360 })]).toEqual([false, false])
  expect([isPlaced({ rotation: 180 }), isPlaced({ aspectRatio: 1 }), isPlaced({ fit: 'fill' })]).toEqual([
    true,
    true,
    true,
  ])
})

test('turns, mirrors and fits; a mirror of a mirror is none', () => {
  expect(pictureStyle({ mirrored: true }, true, false)).toBe('')
  expect(pictureStyle({ rotation: 180, upsideDown: true, fit: 'contain' }, false, true)).toBe(
    'object-fit: contain; transform: rotate(180deg) scaleY(-1)',
  )
})

test('gives the large picture a box of its own shape; turned by a quarter, width and height change places', () => {
  expect(pictureStyle({ aspectRatio: 2 }, false, true)).toBe(
    'inset: 50% auto auto 50%; width: min(100cqw, 100cqh * 2); height: min(100cqh, 100cqw / 2); translate: -50% -50%',
  )
  expect(pictureStyle({ rotation: 90 }, false, true)).toContain('width: 100cqh; height: 100cqw;')
})

test('in the corner the frame has the shape, and a picture that is turned by a quarter is shown whole in it', () => {
  expect(pictureStyle({ aspectRatio: 2 }, false, false)).toBe('')
  expect(pictureStyle({ aspectRatio: 2, rotation: 270 }, false, false)).toBe(
    'object-fit: contain; inset: 50% auto auto 50%; width: 100cqh; height: 100cqw; translate: -50% -50%; transform: rotate(270deg)',
  )
  expect([smallRatio({ aspectRatio: 2 }), smallRatio({ rotation: 90 }), smallRatio({})]).toEqual([
    2,
    3 / 4,
    undefined,
  ])
})
