import type { Server } from './caller.ts';
import { linkTo } from './links.ts';

/** Which part of a collection is asked for, as it stands in the query. */
export interface PageRequest {
  readonly skip?: string;
  readonly take?: string;
}

/** A collection, and where it is found. */
export interface Collection {
  /** Such as `ApiKey`. */
  readonly type: string;
  /** From the server's root, such as `/api/users/Users-1/apikeys`. */
  readonly path: string;
  /** The path as it stands in `Links.Template`, where it differs. */
  readonly template?: string;
  readonly items: readonly unknown[];
}

const USUAL_SIZE = 30;

/** One page of a collection (facts: list): 30 items unless told, no `Id`, `LastPageNumber` from zero. */
export function describePage(collection: Collection, { skip, take }: PageRequest, server: Server): unknown {
  const { type, path, template = path, items } = collection;
  const from = readCount(skip) ?? 0;
  const size = readCount(take) || USUAL_SIZE;
  const pages = Math.max(1, Math.ceil(items.length / size));
  const link = (skipped: number, taken = size) => linkTo(`${path}?skip=${skipped}&take=${taken}`, server);
  return {
    ItemType: type,
    TotalResults: items.length,
    ItemsPerPage: size,
    NumberOfPages: pages,
    LastPageNumber: pages - 1,
    Items: items.slice(from, from + size),
    Links: {
      Self: link(from),
      Template: linkTo(`${template}{/id}{?skip,take}`, server),
      'Page.All': link(0, 2147483647),
      'Page.Current': link(from),
      'Page.Last': link((pages - 1) * size),
      ...(from + size < items.length ? { 'Page.Next': link(from + size) } : {}),
    },
  };
}

/** What a real server makes of a number that is none is not known; here it counts as not given. */
function readCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
