export const onDevice = typeof wmpf !== 'undefined'
export const MODEL = 'm_door'

export function asPromise(api, option) {
  return new Promise((resolve, reject) => {
    api({ ...option, success: resolve, fail: reject })
  })
}

/** A value that comes later: pages keep one on `this`, a class of their own. */
export class Later {
  constructor() {
    this.promise = new Promise((resolve) => {
      this.resolve = resolve
    })
  }
}
