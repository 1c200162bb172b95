import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { build } from 'rolldown';
import type { Server } from './caller.ts';
import type { PortalSettings } from './portal/settings.ts';

const HEAVY_BYTES = 8 * 1024 * 1024;

// Made once for the whole process, however many stand-ins it has.
let bundle: Promise<string> | undefined;
let heavyScript: string | undefined;

/** The Web Portal: one page, drawn by its script (facts: sign-in page). */
export function addPortalRoutes(app: FastifyInstance, server: Server): void {
  const { traits } = server;
  bundle ??= bundlePortal();
  app.get('/', async (_, reply) => reply.redirect(`${traits.virtualDirectory}/app`));
  app.get('/app', async (_, reply) => reply.type('text/html; charset=utf-8').send(writePage(server)));
  app.get('/app/main.js', async (_, reply) =>
    reply.type('text/javascript; charset=utf-8').send(await bundle),
  );
  app.get('/app/vendor.js', async (_, reply) => {
    heavyScript ??= writeHeavyScript();
    return reply.type('text/javascript; charset=utf-8').send(heavyScript);
  });
}

async function bundlePortal(): Promise<string> {
  const { output } = await build({
    input: join(__dirname, 'portal/main.tsx'),
    write: false,
    platform: 'browser',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    output: { format: 'iife', minify: true },
    logLevel: 'warn',
  });
  return output[0].code;
}

function writePage(server: Server): string {
  const { traits } = server;
  const base = `${traits.virtualDirectory}/app`;
  const settings = JSON.stringify(describeSettings(server)).replaceAll('<', '\\u003c');
  const vendor = traits.heavy ? `<script src="${base}/vendor.js"></script>` : '';
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Octopus Deploy</title><link rel="icon" href="data:,"></head>
<body><div id="app-root"></div>
<script id="portal-settings" type="application/json">${settings}</script>${vendor}
<script src="${base}/main.js"></script>
</body></html>
`;
}

function describeSettings({ traits, edition }: Server): PortalSettings {
  const { loginPath, form, keyDialog, version, hasAgents } = edition;
  const {
    virtualDirectory: base,
    drawFormAfterMs,
    redrawFormOnce,
    heavy,
    clutter,
    overlay,
    installationId,
    keyRequest,
    loginRequest,
    keyPageMoved,
    singleSignOn: sso,
  } = traits;
  const nameless = { ...form, usernameId: undefined, passwordId: undefined };
  return {
    base,
    loginPath,
    form: clutter ? nameless : form,
    keyDialog,
    hasAgents,
    version,
    singleSignOn: sso ? { name: sso.name, label: sso.label, isAutomatic: !!sso.isAutomatic } : null,
    drawFormAfterMs,
    redrawFormOnce,
    heavy,
    clutter,
    overlay,
    installationId,
    keyRequest,
    loginRequest,
    keyPage: keyPageMoved ? '#/account/keys' : '#/users/me/apiKeys',
  };
}

/** Script that is parsed and run, at little cost beyond that, as most of a real portal's is. */
function writeHeavyScript(): string {
  const part = (index: number) =>
    `modules.push(function module${index}(a,b){var c=a*${index}+b;for(var i=0;i<3;i++){c=(c<<1)^(c>>3)^${index * 7}}return{name:"module${index}",value:c,text:"${'lorem ipsum dolor sit amet '.repeat(4)}"}});\n`;
  const size = part(10_000).length;
  const count = Math.ceil(HEAVY_BYTES / size);
  const parts = Array.from({ length: count }, (_, index) => part(index));
  return `(function(){var modules=[];${parts.join('')}window.portalModules=modules.map(function(m){return m(1,2).value})})();`;
}
