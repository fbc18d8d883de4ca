/**
 * An SVG file as a PNG image, in a page. The file is read from a `data:` address, so the page's policy must allow those for images
 * (`img-src data:`); nothing is fetched.
 *
 * @param svg the text of a file that stands by itself, as `standaloneSvg` gives it
 * @param scale pixels for each of the file's units; 2 unless told
 * @throws RangeError for a scale that is not positive
 * @throws Error where the page cannot draw it
 */
export async function pngOf(
  svg: string,
  { document, scale = 2 }: { document: Document; scale?: number },
): Promise<Blob> {
  if (!(scale > 0)) throw new RangeError(`an image has more than no pixel for each unit, got a scale of ${scale}`);
  const image = document.createElement('img');
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode().catch((cause: unknown) => {
    throw new Error('this page cannot draw the SVG file; save it as SVG instead', { cause });
  });
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this page has no canvas to draw the image on; save it as SVG instead');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) {
    throw new Error(
      `an image of ${canvas.width} × ${canvas.height} pixels is too large for this page; use a lower scale`,
    );
  }
  return blob;
}
