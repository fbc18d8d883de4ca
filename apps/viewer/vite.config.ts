import { defineConfig } from 'vite';

export default defineConfig({
  // Relative addresses: the built page works below any path.
  base: './',
  build: { outDir: 'dist/page', target: 'es2022', assetsInlineLimit: 0 },
  worker: { format: 'es' },
});
