/** `npm run manifests`: writes licence, homepage, bugs and repository of the root's package.json into those of the packages. */

import { writeManifests } from './lib/manifests.ts'

writeManifests()
