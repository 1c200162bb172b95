import type { Recording } from '../browser/recording.ts';
import { redactor } from '../secrets/redactor.ts';
import { show } from './compare.ts';
import { type Exchange, readExchange } from './exchange.ts';
import { type Chapter, chapters, noteOn } from './what-things-are.ts';

/** One thing that a request carries or a reply gives, and why. */
export interface Item {
  readonly name: string;
  /** Without secrets. */
  readonly value: string;
  readonly why: string;
}

/** One request of the walk through the sign-in. */
export interface Step {
  readonly number: number;
  readonly title: string;
  readonly why: string;
  /** Such as `POST /api/users/login`. */
  readonly request: string;
  readonly status: number;
  readonly carries: readonly Item[];
  readonly gives: readonly Item[];
  /** Which picture shows it, where one does. */
  readonly picture: string | undefined;
}

interface Found {
  readonly chapter: Chapter;
  readonly exchange: Exchange;
}

/**
 * Explains the walk through the sign-in, from the page to the key: what each request carries and why, where a cookie
 * comes from, and where it goes.
 * @param server the server's address, with its virtual directory
 */
export function explain({ har, ours }: Recording, server: string): Step[] {
  const found = chapters.flatMap((chapter): Found[] => {
    const fits = har.log.entries.filter((entry) => {
      const isOurs = ours.includes(entry);
      return (chapter.isOurs ?? false) === isOurs && chapter.fits(entry, server);
    });
    const entry = fits.find(({ response }) => response.status < 400) ?? fits[0];
    return entry ? [{ chapter, exchange: readExchange(entry) }] : [];
  });
  return found.map(({ chapter, exchange }, at) => {
    const before = found.slice(0, at).map((each) => each.exchange);
    const { title, why, picture, isElsewhere } = chapter;
    return {
      number: at + 1,
      title,
      why,
      request: redactor.redact(`${exchange.method} ${isElsewhere ? exchange.origin : ''}${exchange.path}`),
      status: exchange.status,
      carries: isElsewhere ? [] : listRequestItems(exchange, before),
      gives: listReplyItems(exchange),
      picture,
    };
  });
}

function listRequestItems(exchange: Exchange, before: readonly Exchange[]): Item[] {
  const { cookies, headers, body } = exchange;
  const fromCookies = [...cookies].map(([name, value]) => ({
    name: `cookie ${name}`,
    value: show('cookie', name, value) ?? '',
    why: `${noteOn(`cookie ${name}`) ?? 'a cookie of the server'}${sayWhence(name, value, before)}`,
  }));
  const fromHeaders = [...headers].flatMap(([name, value]) => {
    const source = [...cookies].find(([, text]) => text === value)?.[0];
    const why = source
      ? `${noteOn(`header ${name}`) ?? ''}; it is the text of the cookie ${source}, as it stands there, percent signs and all`
      : noteOn(`header ${name}`);
    return why ? [{ name, value: show('header', name, value) ?? '', why }] : [];
  });
  const fromBody = [...body].map(([name, value]) => ({
    name: `body ${name}`,
    value: show('body field', name, value) ?? '',
    why: noteOn(`body ${name}`) ?? '',
  }));
  return [...fromHeaders, ...fromCookies, ...fromBody];
}

/** The first step that set the cookie to that value; a page before it may have got another. */
function sayWhence(name: string, value: string, before: readonly Exchange[]): string {
  const at = before.findIndex(({ cookieValues }) => cookieValues.get(name) === value);
  return at < 0 ? '' : `; set in step ${at + 1}`;
}

function listReplyItems({ replyCookies, reply }: Exchange): Item[] {
  const cookies = [...replyCookies].map(([name, attributes]) => ({
    name: `cookie ${name}`,
    value: show('reply cookie', name, attributes) ?? '',
    why: noteOn(`cookie ${name}`) ?? 'a cookie of the server',
  }));
  const fields = [...reply].flatMap(([name, value]) => {
    const why = noteOn(`reply ${name}`);
    return why ? [{ name, value: show('reply field', name, value) ?? '', why }] : [];
  });
  return [...cookies, ...fields];
}
