// What runs in a page, in a world of its own, built into one string: `npm run build:in-page`.
export { readClock, readFirstPaint, readFrameArea, reload } from './dom.ts';
export { readAround } from './judge-prose.ts';
export { readParts } from './page-parts.ts';
export {
  chooseOffers,
  explainRefusal,
  fillPage,
  hasEntered,
  lookAtPage,
  pinOffers,
  pressPage,
} from './provider-page.ts';
export {
  fillSignInForm,
  findSignInForm,
  pressProviderButton,
  pressSignIn,
} from './sign-in-page.ts';
