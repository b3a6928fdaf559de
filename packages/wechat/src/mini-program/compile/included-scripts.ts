/**
 * `<include>` copies a file to its place, so what is included may use the `<wxs>` modules of the file that includes it. The
 * template compiler gives it the data alone.
 */

/** A comment, or a script: its attributes, and how it ends. */
const SCRIPT_TAG = /<!--[\s\S]*?-->|<wxs\b([^>]*?)(?:\/>|>[\s\S]*?<\/wxs\s*>)/g
/** What the compiler makes of `<include src="…"/>`. */
const INCLUDE = /(var \$A=G\["[^"]*"\];if\(\$A\)\$A\(''\)\(R,C,)D,/g

/**
 * @param path of the template, without ending
 * @param code what the compiler made of it
 * @returns code that passes the template's modules on, by `wxs.including`
 */
export function passScriptsToIncluded(path: string, source: string, code: string): string {
  if (!code.includes("$A('')(R,C,D,")) return code
  const modules = modulesOf(path, source, code).map(([name, at]) => `${JSON.stringify(name)}:${at}`)
  if (modules.length === 0) return code
  return code.replace(INCLUDE, (_, before: string) => `${before}wxs.including(D,{${modules.join()}}),`)
}

/** The name of each module, and the variable that has it in the code: they are in the order of the source. */
function modulesOf(path: string, source: string, code: string): [name: string, variable: string][] {
  const variables = new Map<string, string>()
  for (const [, variable = '', inline = ''] of code.matchAll(/var (\w+)=D\('([^']*)',/g))
    variables.set(inline, variable)
  const files = [...code.matchAll(/;var (\w+)=R\["[^"]*"\]\(\)/g)].map(([, variable]) => variable)
  return [...source.matchAll(SCRIPT_TAG)].flatMap(([, attributes]) => {
    const name = attribute(attributes, 'module')
    if (name === undefined) return []
    const inline = variables.get(`${path}#${name}`)
    const variable = attribute(attributes, 'src') === undefined ? inline : files.shift()
    return variable === undefined ? [] : [[name, variable] as [string, string]]
  })
}

function attribute(attributes = '', name: string): string | undefined {
  return new RegExp(`\\b${name}\\s*=\\s*(["'])(.*?)\\1`).exec(attributes)?.[2]
}
