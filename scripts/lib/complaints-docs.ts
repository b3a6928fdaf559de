/** `docs/complaints.md`: public complaints about WeChat's API, and what this project answers. */

import type { COMPLAINTS } from '../../e2e/compatibility/complaints.ts'

const cell = (text: string) => text.replaceAll('|', '\\|')

/** @param complaints each is produced by `e2e/compatibility/complaints.test.ts` */
export function complaintsPage(complaints: typeof COMPLAINTS, note: string): string {
  const rows = complaints.map(
    ({ symptom, cause, says, remedy, source }) =>
      `| ${[symptom, cause, `“${says.trim()}”`, remedy].map(cell).join(' | ')} | [source](${source}) |\n`,
  )
  return `# Complaints\n\n${note}\n
What people ask about these interfaces in public, and what Callgrant says in the same place. Each of these
${complaints.length} is produced by a test (\`e2e/compatibility/complaints.test.ts\`), which looks for the words of the third column.

What \`fail\` of \`wx\` is told has WeChat's fields alone; beside them stands a \`hint\`, which is not enumerable:
\`fail: ({ errCode, errMsg, hint }) => console.warn(errMsg, hint)\`. Over HTTP the words stand in \`errmsg\`, in the
plugin in \`errMsg\`.

| what is seen | what it comes from | what Callgrant says (a part of it) | what to do | |
| --- | --- | --- | --- | --- |
${rows.join('')}`
}
