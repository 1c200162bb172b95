import type { z } from 'zod';
import type { Deadline } from '../run/deadline.ts';
import type { Attempt } from './api-failure.ts';
import type { OctopusApi } from './octopus-api.ts';
import { pageOf } from './schemas.ts';

const PAGE_SIZE = 100;

/**
 * Reads a collection page by page (facts 2.2).
 * @returns all of its items, in the server's order
 * @throws ApiFailure
 */
export async function readPages<Item extends z.ZodType<{ Id: string }>>(
  api: OctopusApi,
  { path, ...call }: Attempt & { readonly path: string },
  item: Item,
  deadline: Deadline,
): Promise<z.infer<Item>[]> {
  const schema = pageOf(item);
  const items = new Map<string, z.infer<Item>>();
  for (let skip = 0; ; ) {
    const query = `${path.includes('?') ? '&' : '?'}skip=${skip}&take=${PAGE_SIZE}`;
    const page = await api.call({ ...call, method: 'GET', path: path + query, schema }, deadline);
    // By id, since one that is made meanwhile moves the others to the next page.
    for (const each of page.Items) items.set(each.Id, each);
    skip += page.Items.length;
    if (page.Items.length === 0 || skip >= (page.TotalResults ?? 0)) return [...items.values()];
  }
}
