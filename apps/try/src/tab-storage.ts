/** Storage of this tab for one client: the phone and the door in one tab must not share an id. */

export function tabStorage(who: string): Pick<Storage, 'getItem' | 'setItem'> {
  return {
    getItem: (key) => sessionStorage.getItem(`${who}.${key}`),
    setItem: (key, value) => sessionStorage.setItem(`${who}.${key}`, value),
  }
}
