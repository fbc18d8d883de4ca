/** Names of drivers that compute on the CPU: Google's, Mesa's two and its older one, and Microsoft's two. */
const rasterisers =
  /swiftshader|llvmpipe|lavapipe|softpipe|microsoft basic render|\bwarp\b|software (?:adapter|rasteri[sz]er)/i;

/** Whether a driver's name says that it plays a GPU on the CPU. */
export function isSoftwareRasteriser(driver: string): boolean {
  return rasterisers.test(driver);
}
