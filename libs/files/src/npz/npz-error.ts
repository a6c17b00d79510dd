/** Thrown for any file that is not a well-formed archive of NumPy arrays. */
export class NpzError extends Error {
  override readonly name = 'NpzError';
}
