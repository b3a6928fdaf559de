/** A row of a table in Markdown. */
export function row(...cells: string[]): string {
  const safe = cells.map((cell) =>
    cell.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('{{', '&#123;&#123;'),
  )
  return `| ${safe.join(' | ')} |\n`
}
