const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** Bytes from here on are left out, so that each letter is as likely as any other. */
const FAIR = 256 - (256 % LETTERS.length)

/** Random letters and digits, from the browser's generator for keys. */
export function randomLetters(length: number): string {
  let letters = ''
  while (letters.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < FAIR && letters.length < length) letters += LETTERS[byte % LETTERS.length]
    }
  }
  return letters
}
