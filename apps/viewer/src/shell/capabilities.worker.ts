import { missingForWebgl } from './missing-for-webgl.ts';

self.postMessage(missingForWebgl(self));
