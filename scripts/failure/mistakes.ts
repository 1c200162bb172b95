/** Thrown where what a user wrote is wrong: every mistake, each naming what is wrong and how to mend it. */
export class Mistakes extends Error {
  override readonly name = 'Mistakes';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('; '));
    this.mistakes = mistakes;
  }
}
