/** YOUR DATABASE GOES HERE: which doors there are, and who lives behind them. */

export interface Door {
  /** Its serial number: digits, letters, `_` and `-`. */
  sn: string
  /** Its name in the dialog, before the kind of device: “Front door phone”. */
  name: string
  nameZh: string
  /** Ids of your own users. Only they may see this door, and only they are rung. */
  residents: string[]
}

const DOORS: Door[] = [
  { sn: 'door-1', name: 'Front', nameZh: '前门', residents: ['alice'] },
  { sn: 'door-2', name: 'Back', nameZh: '后门', residents: ['alice'] },
]

export const doorsOf = (user: string): Door[] => DOORS.filter(({ residents }) => residents.includes(user))
export const findDoor = (sn: string): Door | undefined => DOORS.find((door) => door.sn === sn)
