import type { FastifyRequest } from 'fastify';
import type { Server } from './caller.ts';

/**
 * A link as documents carry it: with the virtual directory or without, which no public source tells, so both are
 * offered (facts: virtual directory).
 * @param path from the server's root, such as `/api/users`
 */
export function linkTo(path: string, { traits }: Server): string {
  return (traits.linksWithPrefix ? traits.virtualDirectory : '') + path;
}

/** @returns the server's address, with its virtual directory, as whoever asks has it */
export function addressOf(request: FastifyRequest, { traits }: Server): string {
  return `${request.protocol}://${request.host}${traits.virtualDirectory}`;
}
