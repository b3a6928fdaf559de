import { expect, it } from 'vitest'
import { mayAs, roleOf } from './console.ts'

const PEOPLE = {
  consoleOwners: ['Olga@example.com', 'u-1'],
  consoleOperators: ['u-2', 'olga@example.com'],
  consoleViewers: ['u-3'],
}

it.each([
  [{ sub: 'x', email: 'olga@EXAMPLE.com' }, 'owner'],
  [{ sub: 'u-1', email: null }, 'owner'],
  [{ sub: 'u-2', email: null }, 'operator'],
  [{ sub: 'u-3', email: 'nobody@example.com' }, 'viewer'],
  [{ sub: 'x', email: null }, null],
  [{ sub: 'U-1', email: null }, null],
  // A name with @ in the settings is an address, whatever somebody is called at the issuer.
  [{ sub: 'olga@example.com', email: null }, null],
  // And a name without one is never an address.
  [{ sub: 'x', email: 'u-1' }, null],
] as const)('%j has the role %s', (identity, role) => {
  expect(roleOf(PEOPLE, identity)).toBe(role)
})

it('each role may do what those below it may', () => {
  const roles = ['viewer', 'operator', 'owner'] as const
  for (const [has, role] of roles.entries())
    for (const [needed, other] of roles.entries()) expect(mayAs(role, other)).toBe(has >= needed)
})
