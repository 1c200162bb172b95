import { type FormEvent, useEffect, useState } from 'react';
import { ApiError, callApi, type PortalUser, readAntiForgeryToken } from './call-api.ts';
import { NewsletterForm, Overlay, SearchForm } from './clutter.tsx';
import { settings } from './settings.ts';

interface Provider {
  readonly Name: string;
  readonly FormsLoginEnabled: boolean;
}

const REDRAW_AFTER = 150;

/** Asks which providers there are, then draws the form, late if it is told to, and again if it is told to. */
export function SignInPage({ onSignedIn }: { onSignedIn: (user: PortalUser) => void }) {
  const [providers, setProviders] = useState<readonly Provider[]>([]);
  const [drawing, setDrawing] = useState(0);
  const [errors, setErrors] = useState<readonly string[]>([]);

  useEffect(() => {
    const timers: number[] = [];
    const draw = (after: number) =>
      timers.push(window.setTimeout(() => setDrawing((count) => count + 1), after));
    callApi<{ AuthenticationProviders: Provider[] }>('GET', '/api/authentication').then((document) => {
      setProviders(document.AuthenticationProviders);
      void callApi('POST', '/api/authentication/checklogininitiated', { EncodedQueryString: '' });
      if (settings.singleSignOn?.isAutomatic) void goToProvider(settings.singleSignOn.name, setErrors);
      draw(settings.drawFormAfterMs);
      if (settings.redrawFormOnce) draw(settings.drawFormAfterMs + REDRAW_AFTER);
    });
    return () => timers.forEach(window.clearTimeout);
  }, []);

  const others = providers.filter(({ FormsLoginEnabled }) => !FormsLoginEnabled);
  if (drawing === 0) return <p>Loading…</p>;
  return (
    <main>
      {settings.clutter && <SearchForm />}
      {providers.length === 0 && <p>There are no authentication providers enabled.</p>}
      {errors.length > 0 && (
        <div role="alert">
          {errors.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      )}
      {others.map(({ Name }) => (
        <ProviderButton key={Name} name={Name} onFailed={setErrors} />
      ))}
      {providers.length > others.length && (
        <SignInForm key={drawing} onSignedIn={onSignedIn} onFailed={setErrors} />
      )}
      {settings.clutter && <NewsletterForm />}
      {settings.overlay && <Overlay />}
    </main>
  );
}

/** As the providers' own scripts draw it: a link without an address, around a box. */
function ProviderButton({ name, onFailed }: { name: string; onFailed: (errors: readonly string[]) => void }) {
  const { singleSignOn } = settings;
  const isReal = singleSignOn?.name === name;
  return (
    // biome-ignore lint/a11y: so it stands in the providers' scripts
    <a onClick={() => isReal && void goToProvider(name, onFailed)}>
      <div>{isReal ? singleSignOn.label : `Sign in with ${name}`}</div>
    </a>
  );
}

async function goToProvider(name: string, onFailed: (errors: readonly string[]) => void): Promise<void> {
  const body = {
    ApiAbsUrl: `${window.location.origin}${settings.base}/`,
    State: {
      RedirectAfterLoginTo: `${settings.base}/app`,
      UsingSecureConnection: window.location.protocol === 'https:',
    },
  };
  try {
    const path = `/users/authenticate/${encodeURIComponent(name)}`;
    const reply = await callApi<{ ExternalAuthenticationUrl: string }>('POST', path, body);
    window.location.href = reply.ExternalAuthenticationUrl;
  } catch (error) {
    onFailed(error instanceof ApiError ? error.lines : [String(error)]);
  }
}

interface FormProps {
  readonly onSignedIn: (user: PortalUser) => void;
  readonly onFailed: (errors: readonly string[]) => void;
}

function SignInForm({ onSignedIn, onFailed }: FormProps) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [remember, setRemember] = useState(false);
  const { form } = settings;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn(username, password, remember).then(onSignedIn, (error) =>
      onFailed(error instanceof ApiError ? error.lines : [String(error)]),
    );
  };
  const controls = (
    <>
      <input
        type="text"
        id={form.usernameId}
        value={username}
        onChange={(event) => setUsername(event.target.value)}
      />
      <input
        type="password"
        id={form.passwordId}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <label>
        <input type="checkbox" checked={remember} onChange={(event) => setRemember(event.target.checked)} />
        Remember me on this computer
      </label>
    </>
  );
  if (form.isForm)
    return (
      <form onSubmit={submit}>
        {controls}
        <button type="submit">{form.button}</button>
      </form>
    );
  return (
    <div>
      {controls}
      <button type="button" onClick={submit}>
        {form.button}
      </button>
    </div>
  );
}

async function signIn(Username: string, Password: string, RememberMe: boolean): Promise<PortalUser> {
  const State = {
    RedirectAfterLoginTo: '/app',
    UsingSecureConnection: window.location.protocol === 'https:',
  };
  const { headers, fields, query } = settings.loginRequest;
  const path = query ? `${settings.loginPath}?${query}` : settings.loginPath;
  const body = { Username, Password, RememberMe, State, ...fields };
  const user = await callApi<PortalUser>('POST', path, body, headers);
  if (!readAntiForgeryToken()) {
    throw new ApiError([
      'The required anti-forgery cookie is missing. Perhaps your browser or another network device is blocking cookies?',
    ]);
  }
  await callApi('GET', `/api/users/${user.Id}/permissions`);
  window.location.hash = '#/Spaces-1/projects';
  return user;
}
