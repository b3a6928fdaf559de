/** What WeChat's file functions refuse, with their numbers. */

import { Refused } from '../api/async-api.ts'

const FAULTS = {
  NOT_PERMITTED: [1300001, 'operation not permitted'],
  NO_ENTRY: [1300002, 'no such file or directory'],
  DENIED: [1300013, 'permission denied'],
  NOT_DIRECTORY: [1300020, 'not a directory'],
  INVALID: [1300022, 'invalid argument'],
  NOT_EMPTY: [1300066, 'directory not empty'],
  TOO_LARGE: [1300202, 'the maximum size of the file storage limit is exceeded'],
  BASE64: [1300203, 'base64 encode error'],
  IS_DIRECTORY: [1301003, 'illegal operation on a directory'],
  EXISTS: [1301005, 'file already exists'],
  LENGTH: [1301006, 'value of length is out of range'],
  POSITION: [1301009, 'value of position is out of range'],
  NO_TEMP_FILE: [1301112, 'tempFilePath file not exist'],
} as const

/** @param where follows WeChat's words: `, open wxfile://usr/a` or ` wxfile://usr/a` */
export function fault(name: keyof typeof FAULTS, where = ''): Refused {
  const [errCode, words] = FAULTS[name]
  return new Refused(words + where, { errCode })
}
