/** Something wrong in a manifest, and the way to it. */
export interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}
