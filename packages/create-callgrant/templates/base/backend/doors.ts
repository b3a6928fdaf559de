/** YOUR DATABASE GOES HERE: which doors there are, and who lives behind them. */

export interface Door {
  /** Its serial number: digits, letters, `_` and `-`. */
  sn: string
  /** Its name in the dialog, before the kind of device: “Front door phone”. */
  name: string
  nameZh: string
  /** Only they may see this door, and only they are rung: all at once, and the first to answer has it. */
  residents: Resident[]
}

export interface Resident {
  /** The id of one of your own users. */
  id: string
  /** Shown at the door; and, to the others, when this one answers. */
  name: string
}

const HOME: Resident[] = [
  { id: 'alice', name: 'Alice' },
  { id: 'bob', name: 'Bob' },
]

const DOORS: Door[] = [
  { sn: 'door-1', name: 'Front', nameZh: '前门', residents: HOME },
  { sn: 'door-2', name: 'Back', nameZh: '后门', residents: HOME },
]

export const doorsOf = (user: string): Door[] =>
  DOORS.filter(({ residents }) => residents.some(({ id }) => id === user))
export const findDoor = (sn: string): Door | undefined => DOORS.find((door) => door.sn === sn)
