/** What a shell offers when the tab key is pressed, made from a program's table of commands. */

import type { Language } from '@callgrant/protocol'
import type { Command, Option, Program } from './command.ts'
import { commonOptions } from './parse.ts'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** The script that a shell reads to complete the program's commands, options and their values. */
export function completionScript(program: Program, shell: Shell, language: Language): string {
  const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript }
  return scripts[shell](tableOf(program, language))
}

interface Word {
  word: string
  about: string
}
/** What can follow an option or stand for an argument: one of some words, a path of a file, or anything. */
type Value = { words: string[] } | 'file' | 'any'

interface Table {
  name: string
  /** First words, and after each the second ones. */
  firsts: Word[]
  seconds: Map<string, Word[]>
  commands: { name: string; options: (Word & { value: Value | null })[]; argument: Value | null }[]
}

function tableOf({ name, commands }: Program, language: Language): Table {
  const seconds = new Map<string, Word[]>()
  const firsts = new Map<string, Word>()
  for (const { name, about } of commands) {
    const [first = '', second] = name.split(' ')
    if (second === undefined) firsts.set(first, { word: first, about: about[language] })
    else {
      const others = seconds.get(first) ?? []
      seconds.set(first, [...others, { word: second, about: about[language] }])
      const all = [...others.map(({ word }) => word), second].join(', ')
      if (!commands.some(({ name }) => name === first)) firsts.set(first, { word: first, about: all })
    }
  }
  return {
    name,
    firsts: [...firsts.values()],
    seconds,
    commands: commands.map((command) => ({
      name: command.name,
      options: Object.entries({ ...command.options, ...commonOptions(command) }).map(([option, of]) => ({
        word: `--${option}`,
        about: of.about[language],
        value: of.value === undefined ? null : valueFor(of.value),
      })),
      argument: argumentOf(command),
    })),
  }
}

const argumentOf = ({ arguments: [first] = [] }: Command) => (first ? valueFor(first.name) : null)

/** From the placeholder in `--help`: `on|off`, `FILE`, `SECONDS`. */
function valueFor(placeholder: NonNullable<Option['value']>): Value {
  if (placeholder.includes('|')) return { words: placeholder.split('|') }
  return /^(FILE|FOLDER|PATH)$/.test(placeholder) ? 'file' : 'any'
}

/** For a shell between single quotes. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
const spaced = (words: readonly Word[]) => quoted(words.map(({ word }) => word).join(' '))

/** Names of two words; never none, which no shell would read. No command is called `-`. */
const ofTwoWords = (commands: Table['commands']) => [
  quoted('-'),
  ...commands.filter(({ name }) => name.includes(' ')).map(({ name }) => quoted(name)),
]

function bashScript({ name, firsts, seconds, commands }: Table): string {
  const value = (of: Value) =>
    of === 'any' ? ':' : of === 'file' ? `__${name}_files` : `__${name}_words ${quoted(of.words.join(' '))}`
  const perOption = commands.flatMap((command) =>
    command.options.flatMap(({ word, value: of }) =>
      of === null ? [] : [`    ${quoted(`${command.name} ${word}`)}) ${value(of)}; return ;;`],
    ),
  )
  const perCommand = commands.flatMap((command) => [
    `    ${quoted(command.name)})`,
    `      if [[ $cur == -* ]]; then __${name}_words ${spaced(command.options)}`,
    ...(command.argument === null ? [] : [`      else ${value(command.argument)}`]),
    '      fi ;;',
  ])
  const perFirst = [...seconds].map(
    ([first, words]) => `    ${quoted(first)}) __${name}_words ${spaced(words)} ;;`,
  )
  return `# Completion of ${name} for bash. To load it: source <(${name} completion bash)
__${name}_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }
__${name}_files() { local IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$cur")); }
_${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} at
  local -a typed=()
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    case \${COMP_WORDS[at]} in
      --lang) ((at++)) ;;
      -*) ;;
      *) typed+=("\${COMP_WORDS[at]}") ;;
    esac
  done
  local command="\${typed[0]-} \${typed[1]-}"
  case $command in
    ${ofTwoWords(commands).join(' | ')}) ;;
    *) command=\${typed[0]-} ;;
  esac
  case "$command $prev" in
${perOption.join('\n')}
    *' --lang') __${name}_words 'en zh'; return ;;
  esac
  case $command in
    '') if [[ $cur == -* ]]; then __${name}_words '--lang --json --help --version'; else __${name}_words ${spaced(firsts)}; fi ;;
${perCommand.join('\n')}
${perFirst.join('\n')}
  esac
}
complete -F _${name} ${name}
`
}

function zshScript({ name, firsts, seconds, commands }: Table): string {
  const described = (words: readonly Word[]) =>
    words
      .map(({ word, about }) => quoted(`${word.replaceAll(':', '\\:')}:${about.replaceAll('\n', ' ')}`))
      .join(' ')
  const value = (of: Value) =>
    of === 'any' ? ':' : of === 'file' ? '_files' : `compadd -- ${of.words.map(quoted).join(' ')}`
  const perOption = commands.flatMap((command) =>
    command.options.flatMap(({ word, value: of }) =>
      of === null ? [] : [`    ${quoted(`${command.name} ${word}`)}) ${value(of)}; return ;;`],
    ),
  )
  const perCommand = commands.flatMap((command) => [
    `    ${quoted(command.name)})`,
    `      if [[ $cur == -* ]]; then offered=(${described(command.options)}); _describe option offered`,
    ...(command.argument === null ? [] : [`      else ${value(command.argument)}`]),
    '      fi ;;',
  ])
  const perFirst = [...seconds].map(
    ([first, words]) =>
      `    ${quoted(first)}) offered=(${described(words)}); _describe ${quoted(`${name} ${first}`)} offered ;;`,
  )
  return `#compdef ${name}
# Completion of ${name} for zsh. To load it: source <(${name} completion zsh)
_${name}() {
  local cur=\${words[CURRENT]} prev=\${words[CURRENT-1]} at
  local -a typed offered
  for ((at = 2; at < CURRENT; at++)); do
    case \${words[at]} in
      (--lang) ((at++)) ;;
      (-*) ;;
      (*) typed+=("\${words[at]}") ;;
    esac
  done
  local command="\${typed[1]} \${typed[2]}"
  case $command in
    ${ofTwoWords(commands).join(' | ')}) ;;
    *) command=\${typed[1]} ;;
  esac
  case "$command $prev" in
${perOption.join('\n')}
    *' --lang') compadd -- en zh; return ;;
  esac
  case $command in
    '')
      if [[ $cur == -* ]]; then compadd -- --lang --json --help --version
      else offered=(${described(firsts)}); _describe command offered
      fi ;;
${perCommand.join('\n')}
${perFirst.join('\n')}
  esac
}
if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`
}

function fishScript({ name, firsts, seconds, commands }: Table): string {
  const at = (command: string) => `-n ${quoted(`__${name}_at ${command}`)}`
  const line = (...parts: string[]) => ['complete', '-c', name, ...parts].join(' ')
  const word = ({ word, about }: Word) => `-a ${quoted(word)} -d ${quoted(about)}`
  const value = (of: Value) =>
    of === 'file' ? ['-r', '-F'] : ['-x', ...(of === 'any' ? [] : ['-a', quoted(of.words.join(' '))])]
  const lines = [
    line('-f'),
    ...firsts.map((first) => line('-f', at(''), word(first))),
    ...['json', 'help', 'version'].map((option) => line(at(''), '-l', option)),
    line(at(''), '-l', 'lang', '-x', '-a', "'en zh'"),
    ...[...seconds].flatMap(([first, words]) => words.map((second) => line('-f', at(first), word(second)))),
    ...commands.flatMap(({ name, options, argument }) => [
      ...options.map((option) =>
        line(
          at(name),
          '-l',
          option.word.slice(2),
          ...(option.value ? value(option.value) : []),
          '-d',
          quoted(option.about),
        ),
      ),
      ...(argument === 'file' ? [line(at(name), '-F')] : []),
      ...(argument && typeof argument === 'object'
        ? argument.words.map((one) => line('-f', at(name), '-a', quoted(one)))
        : []),
    ]),
  ]
  return `# Completion of ${name} for fish. To load it: ${name} completion fish | source
function __${name}_at --description 'Whether the command that was typed is this one'
  set -l typed
  set -l skip 0
  for word in (commandline -opc)[2..-1]
    if test $skip = 1
      set skip 0
    else if test $word = --lang
      set skip 1
    else if not string match -q -- '-*' $word
      set -a typed $word
    end
  end
  set -l command "$typed[1] $typed[2]"
  contains -- $command ${ofTwoWords(commands).join(' ')}; or set command "$typed[1]"
  test "$command" = "$argv"
end
${lines.join('\n')}
`
}
