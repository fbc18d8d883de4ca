import { Option } from '@commander-js/extra-typings';
import { backendNames } from '@procrustes/backends';

/** `--backend B`, with the names that exist. */
export function backendOption() {
  return new Option('--backend <name>', 'what computes').choices(backendNames).default('auto');
}
