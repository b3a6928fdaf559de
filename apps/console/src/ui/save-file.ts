/** Gives the reader a file to keep. */
export function saveFile(name: string, type: string, parts: string[]): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob(parts, { type }))
  link.download = name
  link.click()
  // The browser has read the address by then; the file itself it keeps until it is written.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
