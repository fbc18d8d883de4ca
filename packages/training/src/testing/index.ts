export { tinyChoices } from './tiny-choices.ts';
