/** Largest file that goes through the browser window; a bigger one is imported by path from the command line. */
export const LARGEST_BYTES = 64 * 1024 * 1024;

/** The bytes of a file as base64, read by the browser itself so that no step holds two copies as text. */
export async function base64Of(file: File): Promise<string> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result)));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The file could not be read')));
    reader.readAsDataURL(file);
  });
  return url.slice(url.indexOf(',') + 1);
}
