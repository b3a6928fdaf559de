import { expect, test } from 'vitest'
import { cornerAfter, nearestCorner } from './small-picture.ts'

test('a picture that is let go lies in the corner that is nearest', () => {
  expect(nearestCorner(0.49, 0.51)).toEqual({ x: 0, y: 1 })
  expect(nearestCorner(-2, 0)).toEqual({ x: 0, y: 0 })
  expect(nearestCorner(0.5, 7)).toEqual({ x: 1, y: 1 })
})

test('the arrow keys reach every corner, and other keys none', () => {
  expect(cornerAfter({ x: 1, y: 0 }, 'ArrowDown')).toEqual({ x: 1, y: 1 })
  expect(cornerAfter({ x: 1, y: 1 }, 'ArrowLeft')).toEqual({ x: 0, y: 1 })
  expect(cornerAfter({ x: 0, y: 1 }, 'ArrowUp')).toEqual({ x: 0, y: 0 })
  expect(cornerAfter({ x: 0, y: 0 }, 'ArrowRight')).toEqual({ x: 1, y: 0 })
  expect(cornerAfter({ x: 0, y: 0 }, 'ArrowLeft')).toEqual({ x: 0, y: 0 })
  expect(cornerAfter({ x: 0, y: 0 }, 'Enter')).toBeNull()
})
