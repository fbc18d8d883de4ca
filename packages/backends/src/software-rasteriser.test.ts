import { expect, it } from 'vitest';
import { isSoftwareRasteriser } from './software-rasteriser.ts';

it.each([
  'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
  'google swiftshader SwiftShader driver 5.0.0',
  'llvmpipe (LLVM 15.0.6, 256 bits)',
  'mesa lavapipe',
  'ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11)',
])('%s plays a GPU', (driver) => {
  expect(isSoftwareRasteriser(driver)).toBe(true);
});

it.each([
  'NVIDIA H100 80GB HBM3',
  'ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)',
  'Apple M2',
  'AMD Radeon Pro WX 7100',
])('%s is one', (driver) => {
  expect(isSoftwareRasteriser(driver)).toBe(false);
});
