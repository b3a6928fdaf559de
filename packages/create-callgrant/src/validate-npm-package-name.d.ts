declare module 'validate-npm-package-name' {
  export default function validate(name: string): {
    validForNewPackages: boolean
    errors?: string[]
    warnings?: string[]
  }
}
