import { matches } from './dom.ts';
import {
  buttons as buttonWords,
  fields as fieldWords,
  headings,
  methods as methodWords,
} from './page-words.ts';

/** Whether what is called so is the password, to be typed. */
export function isPasswordWay(name: string): boolean {
  return (
    methodWords.password.test(name) &&
    !methodWords.doesMore.test(name) &&
    !headings.changes.test(name) &&
    !buttonWords.doesMore.test(name)
  );
}

/** Whether it is a code of an authenticator app, to be typed. */
export function isCodeWay(name: string): boolean {
  return (
    methodWords.code.test(name) &&
    !methodWords.pushApp.test(name) &&
    !methodWords.doesMore.test(name) &&
    !methodWords.otherWay.test(name.replace(methodWords.code, ''))
  );
}

/**
 * Whether it is a hardware token whose secret may be that of our codes.
 * @param tokens CSS selector of what may be; empty where nothing is
 */
export function isOfToken(element: HTMLElement, words: string, tokens: string): boolean {
  return tokens !== '' && matches(element, tokens) && methodWords.token.test(words);
}

const MAX_PASSKEY_LENGTH = 120;

/** Whether it is a passkey, to be signed in by: others have to do with them, too. */
export function isPasskeyWay(name: string): boolean {
  return (
    name.length < MAX_PASSKEY_LENGTH && headings.passkey.test(name) && !methodWords.notPasskey.test(name)
  );
}

const WAYS = [
  methodWords.password,
  methodWords.code,
  methodWords.otherWay,
  headings.passkey,
  headings.push,
  fieldWords.otherCode,
  fieldWords.otherSecret,
  fieldWords.otherThing,
  fieldWords.oneTime,
];

/** Whether it is a way to prove who somebody is, by whatever, and nothing is done with that way. */
export function isWay(name: string): boolean {
  return WAYS.some((words) => words.test(name)) && !methodWords.manages.test(name);
}
